import type {
  Requirement,
  SignOff,
  SignOffState,
  SignOffSummary,
} from './schema';

/**
 * How far a document's sign-offs are. Only those of its current revision count, each person fills one place even when
 * they are a member of several groups asked, and places are given out so that as many as possible are filled.
 *
 * @param options.countDevelopment - whether this is a development portal; elsewhere its sign-offs do not count
 * @public
 */
export function summarizeSignOffs(options: {
  requirements: Requirement[];
  revision: string;
  given: SignOff[];
  countDevelopment: boolean;
}): SignOffSummary {
  const { requirements, revision } = options;
  const counted = options.given.filter(
    signOff => options.countDevelopment || !signOff.development,
  );
  const current = counted.filter(signOff => signOff.revision === revision);
  const filled = fillPlaces(requirements, onePerPerson(current));
  const states = requirements.map((requirement, index) => ({
    ...requirement,
    given: filled[index].length,
    missing: requirement.minimum - filled[index].length,
  }));
  return {
    state: stateOf(states, counted.length - current.length > 0),
    requirements: states,
    development: filled.flat().some(signOff => signOff.development),
  };
}

function stateOf(
  requirements: SignOffSummary['requirements'],
  anyStale: boolean,
): SignOffState {
  if (requirements.every(({ missing }) => missing === 0)) return 'complete';
  if (requirements.some(({ given }) => given > 0)) return 'partial';
  return anyStale ? 'stale' : 'missing';
}

/**
 * Whether one more person's sign-off would bring the document closer to its end.
 *
 * @param groups - the groups that the person is a member of
 * @public
 */
export function asksFor(summary: SignOffSummary, groups: string[]): boolean {
  return summary.requirements.some(
    ({ group, missing }) => missing > 0 && groups.includes(group),
  );
}

function onePerPerson(signOffs: SignOff[]): SignOff[] {
  const byUser = new Map<string, SignOff>();
  for (const signOff of signOffs) {
    const other = byUser.get(signOff.user);
    // A real one wins over a development one of the same person.
    if (!other || (other.development && !signOff.development)) {
      byUser.set(signOff.user, signOff);
    }
  }
  return [...byUser.values()];
}

// The largest matching of people to places, by augmenting paths: a person who takes a place that another one could
// leave moves that other one on.
function fillPlaces(
  requirements: Requirement[],
  signOffs: SignOff[],
): SignOff[][] {
  const filled: SignOff[][] = requirements.map(() => []);
  const place = (signOff: SignOff, tried: Set<number>): boolean => {
    for (const [index, { group, minimum }] of requirements.entries()) {
      if (tried.has(index) || !signOff.groups.includes(group)) continue;
      tried.add(index);
      const people = filled[index];
      if (people.length < minimum) {
        people.push(signOff);
        return true;
      }
      const movable = people.findIndex(other => place(other, tried));
      if (movable >= 0) {
        people[movable] = signOff;
        return true;
      }
    }
    return false;
  };
  for (const signOff of signOffs) place(signOff, new Set());
  return filled;
}
