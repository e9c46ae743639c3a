import {
  closes,
  groupChanges,
  NOT_REPLAYED_WORDS,
  opens,
  REPLAY_GROUPINGS,
  type ReplayChange,
  type ReplayOutcome,
} from '@companyos/plugin-decision-log-common';
import { isAccepted, unproven, type Judgement } from '@companyos/policy-replay';

const MAX_LINES = 20;

/** A replay in words: what opens first, then what it needs to be accepted. */
export function describeReplay(
  outcome: ReplayOutcome,
  judgement: Judgement,
): string {
  const { seen, replayed, same, changes, notReplayed, clock } = outcome;
  const opening = changes.filter(opens);
  const closing = changes.filter(closes);
  const rest = changes.filter(change => !opens(change) && !closes(change));
  return [
    `${seen} decisions, ${replayed} made again by OPA ${outcome.candidate.opaVersion}, ${same} the same.`,
    ...section('Allowed, and was not', opening),
    ...section('No longer allowed', closing),
    ...section('Other result', rest),
    ...(outcome.beyond.opening + outcome.beyond.other > 0
      ? [
          `Not told apart: ${outcome.beyond.opening} allowed that were not, ${outcome.beyond.other} others.`,
        ]
      : []),
    ...notReplayed.map(
      ({ code, detail, count }) =>
        `Not replayed: ${count}, ${NOT_REPLAYED_WORDS[code]}${
          detail ? ` (${detail})` : ''
        }. ${code}`,
    ),
    ...(clock.event > 0
      ? [`${clock.event} could ask for the time, and got that of the event.`]
      : []),
    ...doubt(outcome),
    `Policy: sha256:${outcome.candidate.sha256}`,
    ...verdict(judgement, outcome),
  ].join('\n');
}

function doubt(outcome: ReplayOutcome): string[] {
  const count = unproven(outcome);
  return count === 0
    ? []
    : [
        `Not proven: of ${count} decisions nobody can say whether this policy allows them, because it keeps them from being made again.`,
      ];
}

function section(title: string, changes: ReplayChange[]): string[] {
  if (changes.length === 0) return [];
  const total = changes.reduce((sum, { count }) => sum + count, 0);
  const groups = REPLAY_GROUPINGS.flatMap(by =>
    clipped(
      groupChanges(changes, by).map(
        ({ from, to, name, count }) =>
          `  ${String(count).padStart(6)}  ${from} to ${to}, ${by} ${
            name ?? 'not said'
          }`,
      ),
    ),
  );
  const examples = changes
    .slice(0, 3)
    .flatMap(change => change.examples.slice(0, 1))
    .map(
      ({ decisionId, before = 'undefined', after = 'undefined' }) =>
        `  ${decisionId}: ${before} to ${after}`,
    );
  return [`${title}: ${total}`, ...groups, '  such as', ...examples];
}

function clipped(lines: string[]): string[] {
  return lines.length <= MAX_LINES
    ? lines
    : [
        ...lines.slice(0, MAX_LINES),
        `          and ${lines.length - MAX_LINES} more`,
      ];
}

function verdict(judgement: Judgement, outcome: ReplayOutcome): string[] {
  const { reviewed, ignored, unreviewed } = judgement;
  const lines = [
    ...reviewed.map(
      ({ change, review }) =>
        `Reviewed: ${change.count} of ${change.path}, by ${review.reviewer} until ${review.expires}. ${review.why}`,
    ),
    ...ignored.map(
      ({ review, why }) => `A review of ${review.path} does not count: ${why}.`,
    ),
  ];
  if (isAccepted(judgement)) return lines;
  if (unreviewed.length === 0)
    return [...lines, 'Some of what is allowed now could not be told apart.'];
  return [
    ...lines,
    'Nobody has reviewed what is allowed now and was not. Whoever has, says so in the file of --reviewed:',
    'reviewed:',
    ...clipped([
      ...new Set(unreviewed.map(change => entryOf(change, outcome))),
    ]),
  ];
}

function entryOf(change: ReplayChange, { candidate }: ReplayOutcome): string {
  const { path, from, reasonBefore } = change;
  return [
    `  - path: ${JSON.stringify(path)}`,
    `    from: ${from}`,
    ...(reasonBefore === undefined
      ? []
      : [`    reason: ${JSON.stringify(reasonBefore)}`]),
    `    policy: sha256:${candidate.sha256}`,
    '    reviewer:',
    '    why:',
    '    expires:',
  ].join('\n');
}
