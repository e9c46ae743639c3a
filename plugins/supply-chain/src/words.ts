import { count } from '@companyos/plugin-companyos-common';
import {
  releaseVerdict,
  type Deployment,
  type Release,
  type Scan,
} from '@companyos/plugin-supply-chain-common';

/** What a release is called: its version, or the beginning of its digest where nobody who is trusted names one. */
export function releaseName(release: {
  version?: string;
  digest: string;
}): string {
  return release.version ?? release.digest.slice(0, 15);
}

/** How a release stands, in one sentence that begins with its name. */
export function releaseSentence(release: Release): string {
  const { state, development } = releaseVerdict(release);
  const words = {
    verified: development
      ? 'is verified, by signatures that count in development only'
      : 'is verified',
    incomplete: 'is signed, and some of its evidence is missing',
    unsigned: 'is signed by nobody whom the portal trusts',
    failed: 'has evidence that does not verify',
  };
  const running = runningIn(release.deployments).map(
    ({ environment }) => environment,
  );
  return [
    `${releaseName(release)} ${words[state]}`,
    running.length > 0
      ? `it went to ${list(running)}`
      : 'nothing says that it was deployed',
  ]
    .join('; ')
    .concat('.');
}

/** The newest deployment to each environment. */
export function newestByEnvironment(deployments: Deployment[]): Deployment[] {
  const newest = new Map<string, Deployment>();
  for (const deployment of deployments) {
    if (!newest.has(deployment.environment)) {
      newest.set(deployment.environment, deployment);
    }
  }
  return [...newest.values()];
}

/** Where a release was put and stayed. */
export function runningIn(deployments: Deployment[]): Deployment[] {
  return newestByEnvironment(deployments).filter(
    ({ result }) => result === 'SUCCEEDED',
  );
}

/** `2 critical, 5 high`; the levels that nothing has are left out. */
export function levelsText(byLevel: Scan['byLevel']): string {
  return (
    byLevel
      .filter(({ findings }) => findings > 0)
      .map(
        ({ level, findings }) => `${findings.toLocaleString('en-GB')} ${level}`,
      )
      .join(', ') || 'none'
  );
}

/** `production`, `staging and production`, `a, b and c`. */
export function list(words: string[]): string {
  const [last, ...before] = [...words].reverse();
  return before.length > 0
    ? `${before.reverse().join(', ')} and ${last}`
    : last ?? '';
}

/** How far a component is from the artifact. */
export function depthText(depth: number | undefined): string {
  if (depth === undefined) return 'Unknown';
  if (depth === 0) return 'The artifact';
  return depth === 1 ? 'Direct' : `${depth} steps`;
}

/** What a kind of statement is called; an unknown one as it calls itself. */
export function kindText(attestation: {
  kind: string;
  predicateType?: string;
}): string {
  const { kind, predicateType } = attestation;
  return KINDS[kind] ?? predicateType ?? 'Unknown statement';
}

const KINDS: Record<string, string> = {
  cyclonedx: 'SBOM (CycloneDX)',
  deployment: 'Deployment',
  openvex: 'Exceptions (OpenVEX)',
  release: 'Release',
  signature: 'Signature of the artifact',
  slsaProvenance: 'Provenance (SLSA)',
  spdx2: 'SBOM (SPDX 2)',
  spdx3: 'SBOM (SPDX 3)',
  testResult: 'Test result',
  verificationSummary: 'Verification summary',
  vulnerabilities: 'Vulnerability scan',
};

/** `1.2 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return count(bytes, 'byte');
  return bytes < 1_000_000
    ? `${(bytes / 1000).toFixed(1)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `2 min 33 s`; undefined unless both ends are times. */
export function durationText(from?: string, to?: string): string | undefined {
  const seconds = Math.round(
    (Date.parse(to ?? '') - Date.parse(from ?? '')) / 1000,
  );
  if (!(seconds >= 0)) return undefined;
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
