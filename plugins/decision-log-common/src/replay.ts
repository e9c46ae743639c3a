import { z } from 'zod/v4';
import { resultSchema } from './schema';

/** Why a decision could not be made again; the code is stable. @public */
export const NOT_REPLAYED = [
  /** The event has no input. */
  'INPUT_ABSENT',
  /** Part of the input was erased or replaced before it was stored. */
  'INPUT_MASKED',
  /** Part of the result was: there is nothing whole to compare with. */
  'RESULT_MASKED',
  /** It was an ad-hoc query, or one of all documents. */
  'PATH_ABSENT',
  /** The candidate has no rule and no package of this path. */
  'PATH_UNKNOWN',
  /** The path can reach a built-in function whose answer then was not logged. */
  'NON_DETERMINISTIC',
  /** OPA took too long, too much memory, or said too much. */
  'LIMIT_EXCEEDED',
  /** The candidate fails for some decisions of a batch, and there were too many such batches to look into. */
  'NOT_TOLD_APART',
  /** The event is no decision event. */
  'EVENT_INVALID',
] as const;

/** @public */
export const notReplayedCodeSchema = z.enum(NOT_REPLAYED);

/** @public */
export type NotReplayedCode = z.infer<typeof notReplayedCodeSchema>;

/** The same in words, as they stand after a number of decisions. @public */
export const NOT_REPLAYED_WORDS: Record<NotReplayedCode, string> = {
  INPUT_ABSENT: 'the input was not logged',
  INPUT_MASKED: 'the input was masked',
  RESULT_MASKED: 'the result was masked',
  PATH_ABSENT: 'an ad-hoc query',
  PATH_UNKNOWN: 'the policy has no such path',
  NON_DETERMINISTIC: 'what a function answered was not logged',
  LIMIT_EXCEEDED: 'OPA took too long, too much memory, or said too much',
  NOT_TOLD_APART: 'too many batches with an error in them',
  EVENT_INVALID: 'no decision event',
};

const count = z.number().int().nonnegative();

/** One of the decisions that would change. @public */
export const replayExampleSchema = z.object({
  decisionId: z.string(),
  time: z.string(),
  /** The result as it was stored, as JSON text with all its digits; absent when there was none. */
  before: z.string().optional(),
  after: z.string().optional(),
});

/** Decisions that would change in the same way. @public */
export const replayChangeSchema = z.object({
  path: z.string(),
  from: resultSchema,
  to: resultSchema,
  /** What the stored decision said; `reasonAfter` is what the candidate says. */
  reasonBefore: z.string().optional(),
  reasonAfter: z.string().optional(),
  /** What the input says about who asked. */
  role: z.string().optional(),
  tenant: z.string().optional(),
  count,
  examples: z.array(replayExampleSchema),
});

/** @public */
export type ReplayChange = z.infer<typeof replayChangeSchema>;

/** What a candidate policy would have decided. @public */
export const replayOutcomeSchema = z.object({
  candidate: z.object({
    /** SHA-256 of the names and bytes of the policy's files. */
    sha256: z.string(),
    files: count,
    opaVersion: z.string(),
  }),
  seen: count,
  /** Decisions that the candidate made again. */
  replayed: count,
  /** Of those, with the same result to the last obligation. */
  same: count,
  /** How many decisions went from which result to which; `changed` of them have another result. */
  matrix: z.array(
    z.object({ from: resultSchema, to: resultSchema, count, changed: count }),
  ),
  /** What opens comes first, then what closes, then the rest; the most frequent first. */
  changes: z.array(replayChangeSchema),
  /** Decisions of changes that are beyond the number of changes that are told apart. */
  beyond: z.object({ opening: count, other: count }),
  notReplayed: z.array(
    z.object({
      code: notReplayedCodeSchema,
      /** The path, the built-in functions or the limit. */
      detail: z.string().optional(),
      count,
    }),
  ),
  /** Decisions for which the candidate can ask for the time: it got the logged answer, else the event's own time. */
  clock: z.object({ logged: count, event: count }),
});

/** @public */
export type ReplayOutcome = z.infer<typeof replayOutcomeSchema>;

/** Whether something is allowed that was not: a caller takes every result but `allow` for a denial. @public */
export function opens({
  from,
  to,
}: Pick<ReplayChange, 'from' | 'to'>): boolean {
  return from !== 'allow' && to === 'allow';
}

/** Whether something is no longer allowed. @public */
export function closes({
  from,
  to,
}: Pick<ReplayChange, 'from' | 'to'>): boolean {
  return from === 'allow' && to !== 'allow';
}

/** By what changes are grouped: a rule is a path with the reason that the stored decision gave. @public */
export const REPLAY_GROUPINGS = ['rule', 'role', 'tenant'] as const;

/** @public */
export type ReplayGrouping = (typeof REPLAY_GROUPINGS)[number];

/** Changes of one kind and one rule, role or tenant. @public */
export type ReplayGroup = Pick<ReplayChange, 'from' | 'to' | 'count'> & {
  /** Absent when inputs do not say it. */
  name?: string;
};

/** Changes by rule, role or tenant, in the order of the changes. @public */
export function groupChanges(
  changes: ReplayChange[],
  by: ReplayGrouping,
): ReplayGroup[] {
  const groups = new Map<string, ReplayGroup>();
  for (const change of changes) {
    const { from, to } = change;
    const name = nameOf(change, by);
    const key = JSON.stringify([from, to, name]);
    const group = groups.get(key) ?? { from, to, name, count: 0 };
    group.count += change.count;
    groups.set(key, group);
  }
  return [...groups.values()].sort(byImportance);
}

function nameOf(change: ReplayChange, by: ReplayGrouping): string | undefined {
  if (by !== 'rule') return change[by];
  const { path, reasonBefore } = change;
  return reasonBefore === undefined ? path : `${path}: ${reasonBefore}`;
}

/** What opens first, then what closes, then the rest; the most frequent first. @public */
export function byImportance(
  a: Pick<ReplayChange, 'from' | 'to' | 'count'>,
  b: Pick<ReplayChange, 'from' | 'to' | 'count'>,
): number {
  return rank(a) - rank(b) || b.count - a.count;
}

function rank(change: Pick<ReplayChange, 'from' | 'to'>): number {
  if (opens(change)) return 0;
  return closes(change) ? 1 : 2;
}

const pointer = z.array(z.string());

/** How events are read: what a result means, and where the rest is. @public */
export const readingRulesSchema = z.object({
  results: z.array(
    z.object({
      path: z.string(),
      pointer,
      allow: z.array(z.unknown()),
      deny: z.array(z.unknown()),
    }),
  ),
  /** Places in an event; the first that has something counts. */
  fields: z.object({
    role: z.array(pointer),
    tenant: z.array(pointer),
    reason: z.array(pointer),
  }),
});

/** @public */
export type ReadingRules = z.infer<typeof readingRulesSchema>;

/** The rules where nobody has others. @public */
export const USUAL_RULES: ReadingRules = {
  results: [],
  fields: {
    role: [
      ['input', 'subject', 'role'],
      ['input', 'user', 'role'],
      ['input', 'role'],
    ],
    tenant: [
      ['input', 'subject', 'tenant_id'],
      ['input', 'tenant_id'],
      ['input', 'tenant'],
    ],
    reason: [['result', 'reason']],
  },
};

/** @public */
export const EXPORT_FORMAT = 'companyos.decision-events/v1';

/** The first line of exported events; each line after it is one event, as it was received. @public */
export const exportHeaderSchema = z.object({
  format: z.literal(EXPORT_FORMAT),
  entityRef: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  rules: readingRulesSchema,
});

/** @public */
export type ExportHeader = z.infer<typeof exportHeaderSchema>;
