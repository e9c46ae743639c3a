import type { Verdict } from '@companyos/plugin-companyos-common';
import { shortDigest } from '@companyos/plugin-companyos-react';
import {
  outcomeVerdict,
  type Attestation,
  type ReleaseDetails,
} from '@companyos/plugin-supply-chain-common';
import { commitLink, sourceName } from './sourceLink';
import { durationText, list, newestByEnvironment, releaseName } from './words';

const RESULTS = {
  SUCCEEDED: { verdict: 'positive', label: 'Succeeded' },
  FAILED: { verdict: 'negative', label: 'Failed' },
  ROLLED_BACK: { verdict: 'warning', label: 'Rolled back' },
} as const;

/** One step on the way from a commit to where it runs. */
export type ChainLink = {
  id: string;
  /** What kind of step it is. */
  title: string;
  verdict: Verdict;
  /** The verdict as a word. */
  label: string;
  /** Which one it is; absent when it is missing. */
  value?: string;
  /** Where it can be looked at. */
  href?: string;
  /** Who, and other things that are known of it. */
  facts: string[];
  /** When it was, ISO 8601. */
  when?: string;
  /** Whether it rests on a signature for development. */
  development?: boolean;
  /** Why it is missing, or why it is not plainly good. */
  reason?: string;
};

/**
 * The way of a release, step by step: commit, workflow, artifact, signature, and at its end each environment that it went
 * to. Only what is verified is told; a step that nothing proves is there as a missing one.
 */
export function provenanceChain(release: ReleaseDetails): ChainLink[][] {
  return [
    [commitOf(release)],
    [workflowOf(release)],
    [artifactOf(release)],
    [signatureOf(release)],
    deploymentsOf(release),
  ];
}

function commitOf({ provenance }: ReleaseDetails): ChainLink {
  const { commit, source } = provenance.facts ?? {};
  if (!commit) {
    return missing('commit', 'Commit', {
      ...outcomeVerdict(provenance),
      reason: provenance.facts
        ? 'The provenance names no commit.'
        : `Only verified provenance says from which commit it was built. ${provenance.reason}`,
    });
  }
  return {
    id: 'commit',
    title: 'Commit',
    ...outcomeVerdict(provenance),
    value: commit.slice(0, 8),
    href: source && commitLink(source, commit),
    facts: source ? [`of ${sourceName(source)}`] : [],
    development: provenance.development,
  };
}

function workflowOf({ provenance }: ReleaseDetails): ChainLink {
  const { facts } = provenance;
  if (!facts) {
    return missing('workflow', 'Workflow', {
      ...outcomeVerdict(provenance),
      reason: `Only verified provenance says who built it. ${provenance.reason}`,
    });
  }
  const duration = durationText(facts.startedOn, facts.finishedOn);
  return {
    id: 'workflow',
    title: 'Workflow',
    ...outcomeVerdict(provenance),
    value: builderName(facts.builder),
    href: facts.builder.startsWith('https://github.com/')
      ? facts.builder.replace(/@[^@]*$/, '')
      : undefined,
    facts: [...(duration ? [`took ${duration}`] : []), facts.builder],
    when: facts.finishedOn,
    development: provenance.development,
  };
}

/** `laptop/v1` of `https://companyos.dev/builders/laptop/v1`. */
function builderName(builder: string): string {
  const path = builder.replace(/^[a-z]+:\/\/[^/]*\//, '').replace(/@.*$/, '');
  return path.split('/').slice(-2).join('/') || builder;
}

function artifactOf(release: ReleaseDetails): ChainLink {
  return {
    id: 'artifact',
    title: 'Artifact',
    verdict: 'notApplicable',
    label: 'By digest',
    value: releaseName(release),
    facts: [shortDigest(release.digest)],
    when: release.recordedAt,
    reason:
      'The digest names these bytes and no others. Everything here is about them.',
  };
}

function signatureOf(release: ReleaseDetails): ChainLink {
  const { attestations, bundles, signature } = release;
  const { total, verified } = attestations;
  const counted = `${verified} of ${total} bundles verify`;
  if (signature.outcome !== 'verified') {
    return {
      ...missing('signature', 'Signature', {
        ...outcomeVerdict(signature),
        reason: `Nothing proves who signed the artifact itself. ${signature.reason}`,
      }),
      facts: verified > 0 ? [counted] : [],
    };
  }
  const signed = bundles.filter(({ outcome }) => outcome === 'verified');
  return {
    id: 'signature',
    title: 'Signature',
    ...outcomeVerdict(signature),
    value: list(unique(signed.map(signerName))),
    facts: [
      counted,
      `against trust root ${list(
        unique(signed.flatMap(({ signer }) => signer?.root ?? [])),
      )}`,
    ],
    when: signed.map(({ verifiedAt }) => verifiedAt).sort()[0],
    development: signed.some(({ signer }) => signer?.purpose === 'development'),
  };
}

function signerName({ signer }: Attestation): string {
  return signer?.subject ?? signer?.root ?? 'unknown';
}

function deploymentsOf({ deployments }: ReleaseDetails): ChainLink[] {
  if (deployments.length === 0) {
    return [
      missing('deployment', 'Deployment', {
        verdict: 'unknown',
        label: 'Not reported',
        reason:
          'No signed statement says that it was deployed. A deployment that nobody reported is not seen here.',
      }),
    ];
  }
  return newestByEnvironment(deployments).map(deployment => {
    const { environment, result, strategy, finishedOn } = deployment;
    return {
      id: `deployment ${environment}`,
      title: 'Deployment',
      ...RESULTS[result],
      value: environment,
      facts: [strategy, `version ${deployment.version}`],
      when: finishedOn,
      development: deployment.development,
    };
  });
}

function missing(
  id: string,
  title: string,
  why: { verdict: Verdict; label: string; reason?: string },
): ChainLink {
  return { id, title, facts: [], ...why };
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}
