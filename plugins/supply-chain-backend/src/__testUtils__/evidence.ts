import { generateKeyPairSync } from 'node:crypto';
import {
  createStatement,
  digestOf,
  keySigner,
  readSigningKey,
  signArtifact,
  signStatement,
  type Predicate,
  type PredicateName,
  type Statement,
} from '@companyos/evidence';

/** A key of nobody, ready to sign. */
export function newKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return readSigningKey(
    privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
}

/** The key that the portal of a test trusts, and one that it does not. */
export const trustedKey = newKey();
export const otherKey = newKey();

/** Trusts {@link trustedKey} for development. */
export const trust = {
  keys: [
    {
      name: 'laptop',
      publicKey: trustedKey.publicKey,
      purpose: 'development',
    },
  ],
};

/** An artifact, by what is in it. */
export function artifactOf(text: string) {
  const bytes = Buffer.from(text);
  return { bytes, digest: digestOf(bytes) };
}

type Signing = {
  digest?: string;
  /** Of the subject. */
  name?: string;
  key?: ReturnType<typeof newKey>;
};

export const pay = artifactOf('pay 1.0.0');

/** A signed statement about an artifact. */
export function sign<N extends PredicateName>(
  kind: N,
  predicate: Predicate<N>,
  { digest = pay.digest, name = 'pay', key = trustedKey }: Signing = {},
): Promise<Buffer> {
  return signStatement(
    createStatement(kind, { subject: { digest, name }, predicate }),
    keySigner(key),
  );
}

/** The signature of an artifact itself. */
export function signBytes(bytes: Buffer): Promise<Buffer> {
  return signArtifact(bytes, keySigner(trustedKey));
}

export const passed: Predicate<'testResult'> = {
  result: 'PASSED',
  configuration: [{ name: 'make test' }],
  passedTests: ['a', 'b'],
};

type BomComponent = Record<string, unknown> & { name: string };

/** A bill of materials; `edges` are pairs of `bom-ref`s, of which `root` is the artifact. */
export function bom(
  components: BomComponent[],
  edges: [string, string][] = [],
): Predicate<'cyclonedx'> {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: {
      component: { type: 'application', name: 'pay', 'bom-ref': 'root' },
    },
    components: components.map(component => ({
      type: 'library',
      ...component,
    })),
    dependencies: edges.map(([ref, on]) => ({ ref, dependsOn: [on] })),
  };
}

/** A component of npm. */
export function npm(name: string, version: string): BomComponent {
  return {
    name,
    version,
    purl: `pkg:npm/${encodeURIComponent(name).replace('%2F', '/')}@${version}`,
    'bom-ref': `${name}@${version}`,
  };
}

type Found = { id: string; score?: string; purl?: string; fixed?: string[] };

/** A scan that found these. */
export function scan(found: Found[]): Predicate<'vulnerabilities'> {
  return {
    scanner: {
      uri: 'pkg:github/google/osv-scanner',
      version: '2.2.0',
      db: { lastUpdate: '2026-11-01T00:00:00Z' },
      result: found.map(({ id, score, purl, fixed }) => ({
        id,
        severity: score ? [{ method: 'cvss_score', score }] : [],
        annotations: [{ purl, fixed, aliases: [id.replace('GHSA', 'CVE')] }],
      })),
    },
    metadata: {
      scanStartedOn: '2026-11-01T10:00:00Z',
      scanFinishedOn: '2026-11-01T10:00:05Z',
    },
  };
}

/** A deployment that succeeded. */
export function deployed(
  finishedOn: string,
  environment = 'production',
): Predicate<'deployment'> {
  return {
    environment,
    result: 'SUCCEEDED',
    strategy: 'rolling',
    startedOn: '2026-11-01T10:00:00Z',
    finishedOn,
    version: '1.0.0',
    deployer: { id: 'https://example.com/deploy.yml' },
  };
}

/** Provenance of a build. */
export const provenance: Predicate<'slsaProvenance'> = {
  buildDefinition: {
    buildType: 'https://example.com/make',
    externalParameters: {},
    resolvedDependencies: [
      {
        uri: 'git+https://github.com/acme/pay',
        digest: { gitCommit: 'a'.repeat(40) },
      },
    ],
  },
  runDetails: { builder: { id: 'https://example.com/ci' } },
};

/** A statement of any type, with any body. */
export function signAnything(
  predicateType: string,
  predicate: unknown,
): Promise<Buffer> {
  const statement: Statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'pay', digest: { sha256: pay.digest.slice(7) } }],
    predicateType,
    predicate,
  };
  return signStatement(statement, keySigner(trustedKey));
}

/** An SPDX document of packages of npm; its relationships are written as `a DEPENDS_ON b`. */
export function spdx(content: {
  packages: string[];
  relationships?: string[];
}): Predicate<'spdx2'> {
  return {
    spdxVersion: 'SPDX-2.3',
    SPDXID: 'SPDXRef-DOCUMENT',
    dataLicense: 'CC0-1.0',
    name: 'pay',
    documentNamespace: 'https://example.com/spdx/pay',
    creationInfo: {
      created: '2026-11-01T10:00:00Z',
      creators: ['Tool: example'],
    },
    packages: content.packages.map(name => ({
      SPDXID: `SPDXRef-${name}`,
      name,
      versionInfo: '1.0.0',
      licenseConcluded: 'MIT',
      externalRefs: [
        {
          referenceCategory: 'PACKAGE-MANAGER',
          referenceType: 'purl',
          referenceLocator: `pkg:npm/${name}@1.0.0`,
        },
      ],
    })),
    relationships: content.relationships?.map(line => {
      const [first, relationshipType, second] = line.split(' ');
      return {
        spdxElementId: `SPDXRef-${first}`,
        relationshipType,
        relatedSpdxElement: `SPDXRef-${second}`,
      };
    }),
  };
}
