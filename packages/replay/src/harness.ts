import { CLOCK, lookupOf, NON_DETERMINISTIC } from './nonDeterministic';

/** The file that an error is in when a function was asked what it was not asked then. */
export const HARNESS_FILE = 'replay_harness.rego';

/**
 * Rego that is compiled with the candidate: what became of a decision, and functions that give logged answers. One that was
 * not logged is an error, because a made up one would be taken for a decision.
 *
 * @param name - of its package; nothing that the candidate could know
 */
export function harnessModule(name: string): string {
  const lookups = Object.entries(NON_DETERMINISTIC)
    .filter(([, arity]) => arity > 0)
    .map(([builtin, arity]) => {
      const names = Array.from({ length: arity }, (_, n) => `a${n}`).join(', ');
      return `${lookupOf(
        builtin,
      )}(${names}) := _logged("${builtin}", [${names}])\n`;
    });
  return `package ${name}

outcome(i, e, r) := i if {
	r == e.r
} else := i if {
	# a set of Rego is a list in JSON
	json.marshal(r) == json.marshal(e.r)
} else := [i, json.marshal(r)]

_logged(builtin, args) := answer if {
	answer := data.${name}.logged[builtin][json.marshal(args)]
}

_logged(builtin, args) := n if {
	not _is_logged(builtin, args)
	some n in [1, 2]
}

_is_logged(builtin, args) if {
	_ = data.${name}.logged[builtin][json.marshal(args)]
}

${lookups.join('\n')}`;
}

/**
 * The query that decides all events of a batch, each by itself: `[0, [1, "{…}"], 3]` says that the first and the fourth
 * came to the stored result, the second to another one, and the third to none.
 *
 * @param harness - the name of the harness's package
 * @param path - what is asked for
 * @param functions - what it can reach of the functions that are not deterministic
 */
export function batchQuery(
  harness: string,
  path: string[],
  functions: string[],
): string {
  const ref = path.map(part => `[${JSON.stringify(part)}]`).join('');
  const looked = functions.filter(name =>
    Object.hasOwn(NON_DETERMINISTIC, name),
  );
  const bound = ['asked := e.i'];
  const modifiers = ['with input as asked'];
  if (functions.includes(CLOCK)) {
    bound.push('now := e.t');
    modifiers.push(`with ${CLOCK} as now`);
  }
  for (const name of looked) {
    if (NON_DETERMINISTIC[name] === 0) {
      const local = lookupOf(name);
      bound.push(`${local} := e.nd[${JSON.stringify(name)}]["[]"]`);
      modifiers.push(`with ${name} as ${local}`);
    } else {
      modifiers.push(`with ${name} as data.${harness}.${lookupOf(name)}`);
    }
  }
  if (looked.length > 0) {
    bound.push('logged := e.nd');
    modifiers.push(`with data.${harness}.logged as logged`);
  }
  // Bound first: OPA reads what stands behind `with input as` after it has replaced the input.
  return `json.marshal([o | some i, e in input.e; ${bound.join(
    '; ',
  )}; r := data${ref} ${modifiers.join(
    ' ',
  )}; o := data.${harness}.outcome(i, e, r)])`;
}
