import type { Verdict } from '@companyos/plugin-companyos-common';
import type { Outcome, Proof, Release, TestRun } from './schema';

/** A verdict with the word that goes with it, and why when it is not plainly good. @public */
export type Judgement = { verdict: Verdict; label: string; reason?: string };

const OUTCOMES: Record<Outcome, Judgement> = {
  verified: { verdict: 'positive', label: 'Verified' },
  failed: { verdict: 'negative', label: 'Failed' },
  unverifiable: { verdict: 'unknown', label: 'Cannot verify' },
  absent: { verdict: 'unknown', label: 'Absent' },
};

/** What verification of one statement came to. @public */
export function outcomeVerdict(proof: {
  outcome: Outcome;
  reason: string;
}): Judgement {
  const { outcome, reason } = proof;
  const judgement = OUTCOMES[outcome];
  return outcome === 'verified' ? judgement : { ...judgement, reason };
}

/** How a check that passes or fails ended; beyond what is verified nobody knows. @public */
export function testVerdict(test: Proof & { facts?: TestRun }): Judgement {
  switch (test.facts?.result) {
    case 'PASSED':
      return { verdict: 'positive', label: 'Passed' };
    case 'WARNED':
      return { verdict: 'warning', label: 'Warned' };
    case 'FAILED':
      return { verdict: 'negative', label: 'Failed' };
    default:
      return outcomeVerdict(test);
  }
}

/** How a release as a whole stands. @public */
export type ReleaseJudgement = Judgement & {
  state: 'verified' | 'incomplete' | 'unsigned' | 'failed';
  /** Whether it stands on signatures that count on a laptop alone. */
  development: boolean;
};

/**
 * How a release as a whole stands: on whether its evidence verifies, and whether the evidence that every release needs is
 * there: the signature of the artifact itself, its provenance and its bill of materials, without which every gate is closed.
 *
 * @public
 */
export function releaseVerdict(
  release: Pick<
    Release,
    'signature' | 'provenance' | 'sbom' | 'scan' | 'tests' | 'attestations'
  >,
): ReleaseJudgement {
  const { signature, provenance, sbom, scan, tests, attestations } = release;
  const needed: [string, Proof][] = [
    ['signature of the artifact', signature],
    ['provenance', provenance],
    ['SBOM', sbom],
  ];
  const all: [string, Proof][] = [
    ...needed,
    ['scan', scan],
    ...tests.map((test): [string, Proof] => [test.facts?.name ?? 'test', test]),
  ];
  const development = all.some(([, proof]) => proof.development);
  const failed = all.filter(([, { outcome }]) => outcome === 'failed');
  if (failed.length > 0) {
    return {
      state: 'failed',
      verdict: 'negative',
      label: 'Failed',
      reason: failed
        .map(([name, { reason }]) => `${name}: ${reason}`)
        .join(' '),
      development,
    };
  }
  if (attestations.verified === 0) {
    return {
      state: 'unsigned',
      verdict: 'unknown',
      label: 'Unsigned',
      reason: 'Nobody whom the trust policy knows has signed for it.',
      development,
    };
  }
  const missing = needed.filter(([, { outcome }]) => outcome !== 'verified');
  if (missing.length > 0) {
    return {
      state: 'incomplete',
      verdict: 'warning',
      label: 'Incomplete',
      reason: missing
        .map(([name, { outcome }]) =>
          outcome === 'absent'
            ? `There is no ${name}.`
            : `The ${name} cannot be verified.`,
        )
        .join(' '),
      development,
    };
  }
  return {
    state: 'verified',
    verdict: 'positive',
    label: 'Verified',
    development,
  };
}
