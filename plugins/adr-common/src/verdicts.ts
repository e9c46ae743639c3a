import type { Verdict } from '@companyos/plugin-companyos-common';
import type { AdrStatus, SignOffSummary, Source } from './schema';

/** A verdict with the word that goes with it, and why when it is not plainly good. @public */
export type Judgement = { verdict: Verdict; label: string; reason?: string };

const STATUS: Record<AdrStatus, Judgement> = {
  proposed: {
    verdict: 'unknown',
    label: 'Proposed',
    reason: 'not decided yet',
  },
  accepted: { verdict: 'positive', label: 'Accepted' },
  rejected: { verdict: 'notApplicable', label: 'Rejected' },
  deprecated: { verdict: 'notApplicable', label: 'Deprecated' },
  superseded: { verdict: 'notApplicable', label: 'Superseded' },
  unknown: {
    verdict: 'unknown',
    label: 'Unknown',
    reason:
      'the record does not say where it stands in a way that could be read',
  },
};

/** @public */
export function statusVerdict(status: AdrStatus): Judgement {
  return STATUS[status];
}

/**
 * A development sign-off completes a document on a development portal and is still no evidence: hence not positive.
 *
 * @public
 */
export function signOffVerdict(summary: SignOffSummary): Judgement {
  const places = summary.requirements.reduce((sum, r) => sum + r.minimum, 0);
  const given = summary.requirements.reduce((sum, r) => sum + r.given, 0);
  const missing = summary.requirements
    .filter(requirement => requirement.missing > 0)
    .map(({ missing: count, group }) => `${count} of ${group}`)
    .join(', ');
  switch (summary.state) {
    case 'complete':
      return summary.development
        ? {
            verdict: 'warning',
            label: 'Signed off in development',
            reason: 'a development sign-off is no evidence',
          }
        : { verdict: 'positive', label: 'Signed off' };
    case 'partial':
      return {
        verdict: 'unknown',
        label: `${given} of ${places} sign-offs`,
        reason: `missing: ${missing}`,
      };
    case 'stale':
      return {
        verdict: 'warning',
        label: 'Changed since sign-off',
        reason: `an earlier revision was signed off; missing: ${missing}`,
      };
    case 'invalid':
      return {
        verdict: 'unknown',
        label: 'Cannot be read',
        reason: 'what the document requires cannot be read',
      };
    default:
      return {
        verdict: 'unknown',
        label: 'Sign-offs missing',
        reason: `missing: ${missing}`,
      };
  }
}

/** @public */
export function sourceVerdict(
  source: Pick<Source, 'state' | 'reason'>,
): Judgement {
  const { reason } = source;
  switch (source.state) {
    case 'ok':
      return { verdict: 'positive', label: 'Read' };
    case 'failed':
      return { verdict: 'warning', label: 'Could not be read', reason };
    case 'none':
      return { verdict: 'notApplicable', label: 'No source', reason };
    default:
      return { verdict: 'unknown', label: 'Not read yet', reason };
  }
}
