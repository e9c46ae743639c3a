import { createApiMock } from '@backstage/frontend-test-utils';
import type {
  Attestation,
  Deployment,
  Finding,
  FleetSummary,
  Release,
  ReleaseDetails,
  VexException,
} from '@companyos/plugin-supply-chain-common';
import { supplyChainApiRef } from '../api';

/** The API as a screen's test wants it; what is not given is never asked for. */
export const supplyChainApiMock = createApiMock(supplyChainApiRef, () => ({
  getBundle: jest.fn(),
  getChanges: jest.fn(),
  getFleetSummary: jest.fn(),
  getRelease: jest.fn(),
  listAffected: jest.fn(),
  listComponents: jest.fn(),
  listExceptions: jest.fn(),
  listFindings: jest.fn(),
  listNewest: jest.fn(),
  listReleases: jest.fn(),
  listRunning: jest.fn(),
  listUsages: jest.fn(),
  summaries: jest.fn(),
}));

export const entityRef = 'component:default/crm';
export const digest = `sha256:3f9a${'0'.repeat(56)}c21e`;
export const olderDigest = `sha256:${'b'.repeat(64)}`;
export const attestationId = '00000000-0000-4000-8000-000000000001';
export const time = '2026-01-03T10:00:00.000Z';

export const verified = {
  outcome: 'verified',
  code: 'EVIDENCE_VERIFIED',
  reason: 'Signed.',
  root: 'ci',
  verifiedAt: time,
  attestationId,
} as const;

export const absent = {
  outcome: 'absent',
  code: 'EVIDENCE_ABSENT',
  reason: 'Nothing was uploaded.',
} as const;

export const untrusted = {
  outcome: 'failed',
  code: 'EVIDENCE_KEY_UNTRUSTED',
  reason: 'The trust policy does not have the key.',
} as const;

export const provenance = {
  ...verified,
  facts: {
    builder: 'https://github.com/acme/ci/.github/workflows/build.yml@v1',
    buildType: 'https://example.com/make',
    source: 'git+https://github.com/acme/crm@refs/heads/main',
    commit: 'f6520129'.padEnd(40, '0'),
    startedOn: '2026-01-03T09:00:00Z',
    finishedOn: '2026-01-03T09:02:33Z',
  },
};

export const sbom = {
  ...verified,
  facts: {
    format: 'CycloneDX 1.6',
    components: 109,
    withoutPurl: 2,
    licences: [
      { name: 'MIT', components: 100 },
      { name: 'NONE', components: 9 },
    ],
    depth: 7,
  },
};

export const scan = {
  ...verified,
  facts: {
    scanner: 'osv-scanner 2.5.0',
    databaseUpdatedOn: time,
    finishedOn: time,
    findings: 3,
    byLevel: [
      { level: 'critical' as const, findings: 1 },
      { level: 'high' as const, findings: 2 },
      { level: 'medium' as const, findings: 0 },
      { level: 'low' as const, findings: 0 },
      { level: 'unknown' as const, findings: 0 },
    ],
  },
};

export function deployment(more: Partial<Deployment> = {}): Deployment {
  return {
    attestationId,
    entityRef,
    digest,
    environment: 'production',
    result: 'SUCCEEDED',
    strategy: 'rolling',
    version: '1.4.0',
    startedOn: time,
    finishedOn: time,
    development: false,
    ...more,
  };
}

/** A release with everything, verified. */
export function release(more: Partial<Release> = {}): Release {
  return {
    entityRef,
    digest,
    version: '1.4.0',
    recordedAt: time,
    signature: verified,
    provenance,
    sbom,
    scan,
    tests: [{ ...verified, facts: { name: 'make test', result: 'PASSED' } }],
    exceptions: [],
    deployments: [deployment()],
    attestations: { total: 5, verified: 4 },
    ...more,
  };
}

/** A release of which nothing verifies. */
export function unsigned(more: Partial<Release> = {}): Release {
  return release({
    version: undefined,
    signature: absent,
    provenance: absent,
    sbom: absent,
    scan: absent,
    tests: [],
    deployments: [],
    attestations: { total: 1, verified: 0 },
    ...more,
  });
}

export function attestation(more: Partial<Attestation> = {}): Attestation {
  return {
    id: attestationId,
    entityRef,
    digest,
    kind: 'slsaProvenance',
    predicateType: 'https://slsa.dev/provenance/v1',
    outcome: 'verified',
    code: 'EVIDENCE_VERIFIED',
    reason: 'Signed.',
    checks: [
      { what: 'signature', against: "key 'ci'", result: 'passed' },
      {
        what: 'time',
        against: 'nothing',
        result: 'not checked',
        detail: 'none',
      },
    ],
    signer: { kind: 'key', root: 'ci', purpose: 'production' },
    verifiedAt: time,
    uploadedAt: time,
    uploadedBy: 'user:default/ada',
    bundleDigest: digest,
    size: 1950,
    ...more,
  };
}

export function releaseDetails(
  more: Partial<ReleaseDetails> = {},
): ReleaseDetails {
  return { ...release(), bundles: [attestation()], ...more };
}

export function finding(more: Partial<Finding> = {}): Finding {
  return {
    vulnerability: 'GHSA-1',
    aliases: ['CVE-1'],
    level: 'critical',
    score: 9.8,
    purl: 'pkg:npm/express',
    version: '5.3.0',
    fixed: ['5.3.1'],
    ...more,
  };
}

export function exception(more: Partial<VexException> = {}): VexException {
  return {
    attestationId,
    development: false,
    vulnerability: 'CVE-1',
    aliases: [],
    packages: ['pkg:npm/express'],
    status: 'not_affected',
    justification: 'vulnerable_code_not_in_execute_path',
    owner: 'group:default/crm',
    made: '2026-01-01T00:00:00.000Z',
    expires: '2126-01-01T00:00:00.000Z',
    ...more,
  };
}

export function fleetSummary(more: Partial<FleetSummary> = {}): FleetSummary {
  return {
    entities: 41,
    lacks: { signature: 3, provenance: 5, sbom: 4, scan: 6 },
    running: 7,
    runningWithoutProvenance: 1,
    exceptions: { total: 4, expired: 1, expiring: 2 },
    ...more,
  };
}

/** A bundle with a statement, as bytes; nobody has signed it. */
export function bundleOf(predicate: unknown): Uint8Array {
  const statement = { predicateType: 'https://cyclonedx.org/bom', predicate };
  const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
  return new TextEncoder().encode(
    JSON.stringify({ dsseEnvelope: { payload } }),
  );
}

/** What the server says when it refuses. */
export function refusal(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}

/** A request that never comes to an answer. */
export function forever<T>(): Promise<T> {
  return new Promise(() => undefined);
}

export const away = async () => {
  throw new Error('the database is away');
};

export const denied = async () => {
  throw refusal(403, "This needs the permission 'supply-chain.evidence.read'");
};
