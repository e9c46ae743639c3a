import { parseEntityRef } from '@backstage/catalog-model';
import type {
  Adr,
  AdrStatus,
  SignOffSummary,
  Source,
} from '@companyos/plugin-adr-common';
import { count } from '@companyos/plugin-companyos-common';

/** What is missing, by group: `1 of security, 2 of platform`. */
export function missingText({ requirements }: SignOffSummary): string {
  return requirements
    .filter(({ missing }) => missing > 0)
    .map(({ group, missing }) => `${missing} of ${parseEntityRef(group).name}`)
    .join(', ');
}

/** Where a document's sign-offs stand, in one sentence. */
export function documentSentence(summary: SignOffSummary): string {
  const missing = missingText(summary);
  switch (summary.state) {
    case 'complete':
      return summary.development
        ? 'Every sign-off is given for this revision, in development only: that proves nothing.'
        : 'Every sign-off is given for this revision.';
    case 'partial':
      return `Some sign-offs are given for this revision; missing: ${missing}.`;
    case 'stale':
      return `This document has changed since it was signed off; missing: ${missing}.`;
    case 'invalid':
      return 'What this document requires cannot be read, so nobody can sign it off until its front matter is repaired.';
    default:
      return `Nobody has signed off this document yet; missing: ${missing}.`;
  }
}

/** An entity's decisions in one sentence. */
export function decisionsSentence(
  adrs: Pick<Adr, 'status' | 'signOffs' | 'problems'>[],
): string {
  const proposed = adrs.filter(({ status }) => status === 'proposed').length;
  const required = adrs.filter(({ signOffs }) => signOffs);
  const waiting = required.filter(
    ({ signOffs }) => signOffs?.state !== 'complete',
  ).length;
  const flawed = adrs.filter(({ problems }) => problems.length > 0).length;
  const clauses = [
    `${count(adrs.length, 'decision')}${proposedClause(adrs.length, proposed)}`,
    waiting > 0 && `${count(waiting, 'waits', 'wait')} for sign-offs`,
    required.length > 0 && waiting === 0 && 'no sign-off is missing',
    flawed > 0 && `${count(flawed, 'has', 'have')} problems`,
  ];
  return `${clauses.filter(Boolean).join('; ')}.`;
}

function proposedClause(all: number, proposed: number): string {
  if (proposed === 0) return '';
  if (all === 1) return ', proposed';
  return proposed === all
    ? ', all of them proposed'
    : `, ${proposed} of them proposed`;
}

/** The order in which statuses are offered. */
export const STATUSES: AdrStatus[] = [
  'proposed',
  'accepted',
  'rejected',
  'deprecated',
  'superseded',
  'unknown',
];

/** How many records stand where; those that none has are left out. */
export function countByStatus(
  adrs: Pick<Adr, 'status'>[],
): { status: AdrStatus; count: number }[] {
  return STATUSES.map(status => ({
    status,
    count: adrs.filter(adr => adr.status === status).length,
  })).filter(entry => entry.count > 0);
}

/** Whether a record has what somebody searches: in its number, title, tags or deciders, in any case. */
export function matches(
  adr: Pick<Adr, 'number' | 'title' | 'tags' | 'deciders'>,
  search: string,
): boolean {
  const { number, title, tags, deciders } = adr;
  const text = [number, title, ...tags, ...deciders].join('\n').toLowerCase();
  return text.includes(search.trim().toLowerCase());
}

/** What a source that could not be read means for the reader. */
export function sourceFailure({
  code,
  reason,
}: Pick<Source, 'code' | 'reason'>): string {
  const why = reason ?? 'no reason is known';
  return code ? `${why} (${code})` : why;
}

/** A number of things of which only so many were looked at. */
export type Counted = { count: number; more: boolean };

/** What waits for sign-offs, in one sentence. */
export function waitingSentence(me: Counted, all: Counted): string {
  if (all.count === 0) return 'No document waits for a sign-off.';
  const waiting = `${all.more ? 'More than ' : ''}${count(
    all.count,
    'document waits',
    'documents wait',
  )} for sign-offs`;
  if (me.count === 0) return `${waiting}, none of them for yours.`;
  if (me.count === all.count && !all.more) {
    return `${waiting}, and for yours.`;
  }
  return `${waiting}, ${me.more ? 'more than ' : ''}${me.count.toLocaleString(
    'en-GB',
  )} of them for yours.`;
}
