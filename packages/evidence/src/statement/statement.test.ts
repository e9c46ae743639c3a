import { bom } from '../__testUtils__';
import { digestOf, parseDigest } from './digest';
import {
  PREDICATE_TYPES,
  predicateNameOf,
  type Predicate,
  type PredicateName,
} from './predicateTypes';
import {
  checkPredicate,
  createStatement,
  parseStatement,
  serializeStatement,
} from './statement';

const subject = {
  name: 'customer-records',
  digest: digestOf(Buffer.from('a')),
};
const time = '2026-11-24T09:30:00Z';

const examples: { [N in PredicateName]: Predicate<N> } = {
  cyclonedx: bom(),
  deployment: {
    environment: 'production',
    result: 'SUCCEEDED',
    strategy: 'canary',
    startedOn: time,
    finishedOn: '2026-11-24T09:55:00+01:00',
    version: '1.4.2',
    deployer: {
      id: 'https://github.com/acme/customer-records/.github/workflows/deploy.yml@refs/heads/main',
      invocationId: '4425592351',
    },
    target: { uri: 'kubernetes://prod-eu/customer-records' },
    previous: { digest: { sha256: 'ab'.repeat(32) } },
    gate: { name: 'gate.sigstore.json', digest: { sha256: 'cd'.repeat(32) } },
  },
  openvex: {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': 'https://acme.example/vex/1',
    author: 'security@acme.example',
    timestamp: time,
    version: 1,
    statements: [
      {
        vulnerability: { name: 'CVE-2026-1234' },
        status: 'not_affected',
        justification: 'vulnerable_code_not_in_execute_path',
      },
    ],
  },
  release: { purl: 'pkg:oci/customer-records@sha256%3Aabc?tag=1.4.2' },
  slsaProvenance: {
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters: { workflow: { ref: 'refs/heads/main' } },
      resolvedDependencies: [
        {
          uri: 'git+https://github.com/acme/customer-records@refs/heads/main',
          digest: { gitCommit: 'd20ace7968ba43c0219f62d71334c1095bab1602' },
        },
      ],
    },
    runDetails: {
      builder: { id: 'https://github.com/actions/runner/github-hosted' },
      metadata: { invocationId: '1', startedOn: time, finishedOn: time },
    },
  },
  spdx2: {
    spdxVersion: 'SPDX-2.3',
    SPDXID: 'SPDXRef-DOCUMENT',
    dataLicense: 'CC0-1.0',
    name: 'customer-records',
    documentNamespace: 'https://acme.example/spdx/1',
    creationInfo: { created: time, creators: ['Tool: example'] },
    packages: [{ SPDXID: 'SPDXRef-a', name: 'a', versionInfo: '1.0.0' }],
  },
  spdx3: {
    '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
    '@graph': [{ type: 'SpdxDocument' }],
  },
  testResult: {
    result: 'PASSED',
    configuration: [{ name: 'make test' }],
    passedTests: ['answers'],
  },
  verificationSummary: {
    verifier: { id: 'https://portal.acme.example' },
    timeVerified: time,
    resourceUri: 'customer-records',
    policy: { uri: 'https://portal.acme.example/policies/release' },
    verificationResult: 'PASSED',
    verifiedLevels: ['SLSA_BUILD_LEVEL_2'],
  },
  vulnerabilities: {
    scanner: {
      uri: 'pkg:github/google/osv-scanner@2.3.1',
      db: { lastUpdate: time },
      result: [
        {
          id: 'GHSA-fxph-q3j8-mv87',
          severity: [{ method: 'cvss_v3', score: '9.8' }],
        },
      ],
    },
    metadata: { scanStartedOn: time, scanFinishedOn: time },
  },
};

describe.each(Object.keys(PREDICATE_TYPES) as PredicateName[])('%s', kind => {
  const { uri } = PREDICATE_TYPES[kind];

  it('is made as in-toto writes it, and read again', () => {
    const statement = createStatement(kind, {
      subject,
      predicate: examples[kind],
    });
    expect(statement).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        {
          name: 'customer-records',
          digest: { sha256: subject.digest.slice(7) },
        },
      ],
      predicateType: uri,
      predicate: examples[kind],
    });
    expect(parseStatement(serializeStatement(statement))).toEqual(statement);
    expect(checkPredicate(kind, examples[kind])).toBeUndefined();
  });

  it('is known by the type that we write, and by that one kind alone', () => {
    const readers = Object.values(PREDICATE_TYPES).filter(({ reads }) =>
      reads.test(uri),
    );
    expect(readers).toHaveLength(1);
    expect(predicateNameOf(uri)).toBe(kind);
    expect(predicateNameOf(`${uri}/evil`)).toBeUndefined();
  });

  it('keeps fields that it does not know', () => {
    const predicate = { ...examples[kind], 'x-extra': { a: [1] } };
    expect(createStatement(kind, { subject, predicate }).predicate).toEqual(
      predicate,
    );
  });

  it('takes the body of no other kind', () => {
    const others = Object.entries(examples).filter(([name]) => name !== kind);
    const taken = others
      .filter(([, body]) => checkPredicate(kind, body) === undefined)
      .map(([name]) => name);
    expect(taken).toEqual([]);
  });
});

it('names each field of a predicate that is wrong', () => {
  expect(() =>
    createStatement('deployment', {
      subject,
      predicate: {
        ...examples.deployment,
        environment: 'Production EU',
        finishedOn: 'yesterday',
      },
    }),
  ).toThrow(
    /https:\/\/companyos\.dev\/attestation\/deployment\/v1\. environment: use lower-case.*; finishedOn: use a time such as .*EVIDENCE_NOT_A_STATEMENT/,
  );
});

it('says when more fields are wrong than it names', () => {
  const predicate = { ...bom(20) };
  predicate.components.forEach(one => {
    one.name = '';
  });
  expect(() => createStatement('cyclonedx', { subject, predicate })).toThrow(
    /components\.4\.name: .*; and 15 more/,
  );
});

it('wants a release with its version', () => {
  expect(checkPredicate('release', { purl: 'pkg:npm/%40acme/orders' })).toMatch(
    /^purl: use a package URL with its version/,
  );
  expect(
    checkPredicate('release', { purl: 'pkg:npm/%40acme/orders@1.4.2' }),
  ).toBeUndefined();
});

it.each([
  ['not JSON', Buffer.from('{"_type":')],
  ['not UTF-8', Buffer.from([0xff, 0xfe])],
  ['no statement', Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}')],
  ['of another type', Buffer.from('{"_type":"https://example.com"}')],
])('reads no statement from what is %s', (_name, bytes) => {
  expect(() => parseStatement(bytes)).toThrow(/EVIDENCE_NOT_A_STATEMENT/);
});

describe('a digest', () => {
  it.each([
    ['sha256', 64],
    ['sha384', 96],
    ['sha512', 128],
  ])('by %s has %d digits', (algorithm, length) => {
    const value = 'a'.repeat(length);
    expect(parseDigest(`${algorithm}:${value}`)).toEqual({ algorithm, value });
  });

  it.each([
    ['', 'nothing'],
    ['sha256', 'no value'],
    [`sha256:${'A'.repeat(64)}`, 'upper case'],
    [`sha256:${'a'.repeat(63)}`, 'too short'],
    [`sha256:${'a'.repeat(64)}:`, 'something behind it'],
    [`sha256:${'a'.repeat(64)}\n`, 'a line break'],
    [`sha1:${'a'.repeat(40)}`, 'an algorithm that is not accepted'],
    [`constructor:${'a'.repeat(64)}`, 'a name that every object has'],
  ])('is not %j: %s', text => {
    expect(() => parseDigest(text)).toThrow(
      expect.objectContaining({ code: 'EVIDENCE_DIGEST_INVALID' }),
    );
  });
});
