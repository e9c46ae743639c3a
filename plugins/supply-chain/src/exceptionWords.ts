import type {
  ExplainedException,
  Judgement,
  Triage,
  VexException,
} from '@companyos/plugin-supply-chain-common';

const STATUSES: Record<string, string> = {
  not_affected: 'Not affected',
  affected: 'Risk accepted',
  fixed: 'Fixed otherwise',
};

const JUSTIFICATIONS: Record<string, string> = {
  component_not_present: 'The component is not present',
  vulnerable_code_not_present: 'The vulnerable code is not present',
  vulnerable_code_not_in_execute_path: 'The vulnerable code is never run',
  vulnerable_code_cannot_be_controlled_by_adversary:
    'No attacker can control the vulnerable code',
  inline_mitigations_already_exist: 'Mitigations are in place',
};

const SOON_MS = 30 * 24 * 3600 * 1000;

/** How an exception stands at a moment. Whether a gate counts it is another question, which the gate answers. */
export function exceptionVerdict(
  exception: Pick<VexException, 'status' | 'expires'>,
  now: Date,
): Judgement {
  const { status, expires } = exception;
  const word = STATUSES[status];
  if (!word) {
    return {
      verdict: 'unknown',
      label: status === 'under_investigation' ? 'Under investigation' : status,
    };
  }
  if (!expires) return { verdict: 'warning', label: `${word}, without an end` };
  const left = Date.parse(expires) - now.getTime();
  if (left <= 0) {
    return { verdict: 'negative', label: `Ended ${dayText(expires)}` };
  }
  return {
    verdict: left <= SOON_MS ? 'warning' : 'exempt',
    label: `${word} until ${dayText(expires)}`,
  };
}

/** Why somebody holds that a finding does not matter, and what is done about it. */
export function exceptionText(
  exception: Pick<VexException, 'status' | 'justification' | 'action'>,
): string {
  const { status, justification, action } = exception;
  const why = justification && (JUSTIFICATIONS[justification] ?? justification);
  return (
    [why, action].filter(Boolean).join('. ') ||
    `The statement says ${status} and no more`
  );
}

/** Whether a finding counts in an environment; where nobody can say, it is unknown. */
export function triageVerdict(triage: Triage | undefined): Judgement {
  if (!triage) {
    return {
      verdict: 'unknown',
      label: 'Unknown',
      reason: 'The scan that found it does not verify any more.',
    };
  }
  if (triage.counts) {
    return {
      verdict: 'negative',
      label: 'Counts',
      reason:
        triage.exceptions.length === 0
          ? 'Nobody has signed anything about it.'
          : 'Nothing that was signed about it takes it out.',
    };
  }
  const expires = triage.exceptions.find(({ counts }) => counts)?.expires;
  return {
    verdict: 'exempt',
    label: expires ? `Excepted until ${dayText(expires)}` : 'Excepted',
  };
}

/** What somebody said about a finding, and why that takes it out or does not, in the words of the gate. */
export function explanationText(exception: ExplainedException): string {
  const { counts, why, status, owner } = exception;
  const said = status
    ? `${STATUSES[status] ?? status}${
        owner ? `, says ${owner}` : ''
      }: ${exceptionText({ ...exception, status })}.`
    : 'An exception that is not proven, so that nothing of it is read.';
  return `${said} ${counts ? 'Applies' : 'Does not apply'}: ${why}`;
}

/** `1 Mar 2027`, in UTC, which signed times are in. */
export function dayText(time: string): string {
  return new Date(time).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
}
