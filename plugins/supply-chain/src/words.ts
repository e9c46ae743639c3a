import { amount, count } from '@companyos/plugin-companyos-common';
import { shortDigest } from '@companyos/plugin-companyos-react';
import {
  releaseVerdict,
  type Changes,
  type Deployment,
  type FleetSummary,
  type Release,
  type Scan,
} from '@companyos/plugin-supply-chain-common';

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

/** What a release is called: its version, or the beginning of its digest where nobody who is trusted names one. */
export function releaseName(release: {
  version?: string;
  digest: string;
}): string {
  return release.version ?? shortDigest(release.digest);
}

/** What a release is called in a table, with what tells it from all others. */
export function releaseTitle(release: { version?: string; digest: string }): {
  title: string;
  description: string;
} {
  const digest = shortDigest(release.digest);
  return release.version === undefined
    ? { title: digest, description: 'no version is proven' }
    : { title: release.version, description: digest };
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
      .map(({ level, findings }) => `${amount(findings)} ${level}`)
      .join(', ') || 'none'
  );
}

/** What the scan found with and without what was signed about it. */
export function countedText(
  byLevel: Scan['byLevel'],
  counted: Scan['byLevel'] | undefined,
  environment: string,
): string {
  const found = `Without exceptions ${levelsText(byLevel)}`;
  return counted
    ? `${found}; with them ${levelsText(counted)} in ${environment}.`
    : `${found}; with them it is not known.`;
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

/** `express 5.3.0`; a package that the scanner does not name is unknown. */
export function packageText(finding: {
  purl?: string;
  version?: string;
}): string {
  const { purl, version } = finding;
  if (!purl) return 'Package not named';
  const name = purl.replace(/^pkg:[^/]*\//, '').replace(/%40/g, '@');
  return [name, version].filter(Boolean).join(' ');
}

/** What a release changes against an earlier one, in one sentence. */
export function changesSentence({ components, findings }: Changes): string {
  const parts = [
    components &&
      `${count(components.added, 'component')} added, ${
        components.removed
      } removed, ${components.changed} in another version`,
    findings &&
      `${count(findings.fixed, 'vulnerability', 'vulnerabilities')} fixed, ${
        findings.introduced
      } new`,
  ].filter(Boolean);
  return parts.length > 0
    ? `${parts.join('; ')}.`
    : 'Nothing can be compared: neither a verified SBOM nor a verified scan is there for both.';
}

/** What stands out over all entities, in one sentence. */
export function fleetSentence(summary: FleetSummary): string {
  const { entities, lacks, running, runningWithoutProvenance } = summary;
  if (entities === 0) return 'No service has a release yet.';
  const unsigned =
    lacks.signature === 0
      ? `Every newest release of ${count(
          entities,
          'service',
        )} is signed by somebody who is trusted`
      : `${amount(lacks.signature)} of ${count(entities, 'newest release')} ${
          lacks.signature === 1 ? 'is' : 'are'
        } signed by nobody who is trusted`;
  const unproven =
    running > 0 &&
    (runningWithoutProvenance === 0
      ? 'everything that was deployed has provenance'
      : `${amount(runningWithoutProvenance)} of ${count(
          running,
          'deployment',
        )} ${runningWithoutProvenance === 1 ? 'has' : 'have'} no provenance`);
  return `${[unsigned, unproven].filter(Boolean).join('; ')}.`;
}

/** What runs without anybody knowing how it was built, in one sentence. */
export function runningSentence(summary: FleetSummary): string {
  const { running, runningWithoutProvenance: unproven } = summary;
  if (running === 0) return 'No signed statement says what runs where.';
  const all = count(running, 'deployment');
  return unproven === 0
    ? `Of each of ${all} it is proven how it was built.`
    : `Of ${unproven.toLocaleString(
        'en-GB',
      )} of ${all} nothing proves how it was built.`;
}

/** Which exceptions end, in one sentence. */
export function exceptionsSentence({ exceptions }: FleetSummary): string {
  const { expired, expiring, total } = exceptions;
  if (total === 0) return 'No exceptions are signed.';
  return `${count(total, 'exception')}: ${expired.toLocaleString(
    'en-GB',
  )} ended, ${amount(expiring)} ending within 30 days.`;
}

/**
 * Whom a search found, in one sentence.
 *
 * @param whole - whether these are all that there are
 * @param verbs - what the releases do with it: of one, and of several
 */
export function foundSentence(
  found: { entityRef: string; digest: string }[],
  whole: boolean,
  verbs: [string, string],
): string {
  const releases = new Set(
    found.map(({ entityRef, digest }) => `${entityRef} ${digest}`),
  ).size;
  const services = new Set(found.map(({ entityRef }) => entityRef)).size;
  const verb = whole && releases === 1 ? verbs[0] : verbs[1];
  const of = `of ${count(services, 'service')} ${verb}.`;
  return whole
    ? `${count(releases, 'release')} ${of}`
    : `${count(releases, 'release')} on this page ${of}`;
}
