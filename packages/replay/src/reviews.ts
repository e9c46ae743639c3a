import {
  opens,
  type NotReplayedCode,
  type ReplayChange,
  type ReplayOutcome,
} from '@companyos/plugin-decision-log-common';
import { z } from 'zod/v4';
import { ReplayError } from './ReplayError';

const text = z.string().trim();

const reviewSchema = z.strictObject({
  path: text.min(1),
  /** What the stored decisions came to. */
  from: z.enum(['deny', 'undefined', 'error', 'other']).default('deny'),
  /** The reason that they gave. */
  reason: text.optional(),
  /** Only this role, only this tenant; otherwise all. */
  role: text.optional(),
  tenant: text.optional(),
  policy: text.regex(
    /^sha256:[0-9a-f]{64}$/,
    'use the digest of the policy that was reviewed, such as sha256:4f…',
  ),
  // A person fills these in; until then it is no review.
  reviewer: text.nullish(),
  why: text.nullish(),
  /** First day on which it no longer holds. */
  expires: z.iso.date('use a day, such as 2027-01-31').nullish(),
});

const reviewsSchema = z.strictObject({ reviewed: z.array(reviewSchema) });

/** What a person accepted: that these decisions are allowed from now on. @public */
export type Review = z.infer<typeof reviewSchema>;

/** What of a replay opens something, held against reviews. @public */
export type Judgement = {
  unreviewed: ReplayChange[];
  reviewed: { change: ReplayChange; review: Review }[];
  /** Reviews that do not count, and why. */
  ignored: { review: Review; why: string }[];
  /** Decisions that are opened and were too many kinds to be told apart: nobody can have reviewed them. */
  beyond: number;
};

/**
 * Checks a file of reviews.
 *
 * @param document - what the file holds
 * @throws ReplayError that names every field that is wrong.
 * @public
 */
export function parseReviews(document: unknown): Review[] {
  const parsed = reviewsSchema.safeParse(document);
  if (parsed.success) return parsed.data.reviewed;
  const fields = parsed.error.issues.map(
    issue => `${issue.path.join('.') || '(whole)'}: ${issue.message}`,
  );
  throw new ReplayError('REVIEWS_INVALID', fields.join('; '));
}

/**
 * Says which changes open something that nobody accepted. A review is of exactly one policy, has a reviewer and a reason,
 * and an end.
 *
 * @public
 */
export function judge(
  outcome: ReplayOutcome,
  reviews: Review[],
  now: Date,
): Judgement {
  const policy = `sha256:${outcome.candidate.sha256}`;
  const today = now.toISOString().slice(0, 10);
  const judgement: Judgement = {
    unreviewed: [],
    reviewed: [],
    ignored: [],
    beyond: outcome.beyond.opening,
  };
  const valid: Review[] = [];
  for (const review of reviews) {
    const why = whyIgnored(review, policy, today);
    if (why) judgement.ignored.push({ review, why });
    else valid.push(review);
  }
  for (const change of outcome.changes.filter(opens)) {
    const review = valid.find(candidate => covers(candidate, change));
    if (review) judgement.reviewed.push({ change, review });
    else judgement.unreviewed.push(change);
  }
  return judgement;
}

/** Whether nothing is opened that nobody accepted. @public */
export function isAccepted({ unreviewed, beyond }: Judgement): boolean {
  return unreviewed.length + beyond === 0;
}

/** What keeps a decision from being made again that is the candidate's own doing: it may hide what it opens. */
const HIDING: NotReplayedCode[] = [
  'LIMIT_EXCEEDED',
  'NON_DETERMINISTIC',
  'NOT_TOLD_APART',
];

/**
 * How many decisions there are of which nobody can say what the candidate opens: those that it keeps from being made again,
 * and all where none could be.
 *
 * @public
 */
export function unproven({
  seen,
  replayed,
  notReplayed,
}: ReplayOutcome): number {
  if (replayed === 0) return seen;
  return notReplayed
    .filter(({ code }) => HIDING.includes(code))
    .reduce((sum, { count }) => sum + count, 0);
}

function whyIgnored(
  review: Review,
  policy: string,
  today: string,
): string | undefined {
  if (!review.reviewer) return 'it names no reviewer';
  if (!review.why) return 'it gives no reason';
  if (!review.expires) return 'it has no end';
  if (review.expires <= today) return `it ended on ${review.expires}`;
  return review.policy === policy
    ? undefined
    : 'it is of another policy than this one';
}

function covers(review: Review, change: ReplayChange): boolean {
  return (
    review.path === change.path &&
    review.from === change.from &&
    review.reason === change.reasonBefore &&
    (review.role === undefined || review.role === change.role) &&
    (review.tenant === undefined || review.tenant === change.tenant)
  );
}
