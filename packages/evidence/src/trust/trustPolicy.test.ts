import { newKey, startMockSigstore, type MockSigstore } from '../__testUtils__';
import { parseTrustPolicy } from './trustPolicy';

let sigstore: MockSigstore;
beforeAll(async () => {
  sigstore = await startMockSigstore();
  await sigstore.stop();
});

const { publicKey, hint } = newKey();
const key = { name: 'laptop', publicKey, purpose: 'development' };
const identity = { issuer: 'https://issuer.example', subject: 'https://a' };

function root(overrides: object = {}) {
  return {
    name: 'company',
    trustedRoot: sigstore.trustedRoot,
    identities: [identity],
    ...overrides,
  };
}

it('reads keys and roots', () => {
  const policy = parseTrustPolicy({
    keys: [{ ...key, validUntil: '2027-01-01T00:00:00Z' }],
    sigstore: [root({ identities: [{ ...identity, repositoryId: 4711 }] })],
  });
  expect(policy.keys[0]).toMatchObject({
    name: 'laptop',
    purpose: 'development',
    hint,
    validUntil: new Date('2027-01-01T00:00:00Z'),
  });
  expect(policy.sigstore[0]).toMatchObject({
    name: 'company',
    purpose: 'production',
    identities: [{ ...identity, repositoryId: '4711' }],
    logEntries: 1,
    timestamps: 1,
    certificateLogs: 1,
  });
});

it('reads a trusted root from the text of its file, as a configuration includes it', () => {
  const trustedRoot = JSON.stringify(sigstore.trustedRoot);
  const policy = parseTrustPolicy({ sigstore: [root({ trustedRoot })] });
  expect(policy.sigstore[0].material.tlogs).toHaveLength(1);
});

it('trusts nobody when it is empty', () => {
  expect(parseTrustPolicy({})).toEqual({ keys: [], sigstore: [] });
});

const wrong: Array<[string, () => unknown, RegExp]> = [
  ['a word', () => 'trust me', /policy: /],
  [
    'an unknown field',
    () => ({ kyes: [] }),
    /policy: Unrecognized key: "kyes"/,
  ],
  [
    'a key without a purpose',
    () => ({ keys: [{ name: 'laptop', publicKey }] }),
    /keys\.0\.purpose: /,
  ],
  [
    'a key that is none',
    () => ({ keys: [{ ...key, publicKey: 'ssh-rsa AAAA' }] }),
    /keys\.0\.publicKey: .*ECDSA key on the curve P-256/,
  ],
  [
    'a key for a kind of statement that there is not',
    () => ({ keys: [{ ...key, statements: ['vex'] }] }),
    /keys\.0\.statements\.0: use some of signature, cyclonedx, /,
  ],
  [
    'a key that may sign nothing',
    () => ({ keys: [{ ...key, statements: [] }] }),
    /keys\.0\.statements: /,
  ],
  [
    'a validity that ends before it begins',
    () => ({
      keys: [{ ...key, validFrom: '2027-01-01', validUntil: '2026-01-01' }],
    }),
    /keys\.0: validFrom has to be before validUntil/,
  ],
  [
    'a name that is there twice',
    () => ({ keys: [key, key] }),
    /'laptop' is there twice/,
  ],
  [
    'a root for nobody',
    () => ({ sigstore: [root({ identities: [] })] }),
    /sigstore\.0\.identities: say whom to trust/,
  ],
  [
    'an identity without a subject',
    () => ({ sigstore: [root({ identities: [{ issuer: identity.issuer }] })] }),
    /give either subject or subjectPattern/,
  ],
  [
    'a pattern for the beginning alone',
    () => ({
      sigstore: [
        root({
          identities: [
            { issuer: identity.issuer, subjectPattern: '^https://a/' },
          ],
        }),
      ],
    }),
    /subjectPattern: begin with \^ and end with \$/,
  ],
  [
    'a pattern that is none',
    () => ({
      sigstore: [
        root({
          identities: [{ issuer: identity.issuer, subjectPattern: '^($' }],
        }),
      ],
    }),
    /subjectPattern: Invalid regular expression/,
  ],
  [
    'a root without an authority',
    () => ({ sigstore: [root({ trustedRoot: {} })] }),
    /sigstore\.0\.trustedRoot: it has no certificate authority/,
  ],
  [
    'a root that is no JSON',
    () => ({ sigstore: [root({ trustedRoot: '{' })] }),
    /sigstore\.0\.trustedRoot: .*JSON/,
  ],
  [
    'a root without the log that is asked for',
    () => ({
      sigstore: [root({ trustedRoot: { ...sigstore.trustedRoot, tlogs: [] } })],
    }),
    /it has no transparency log, and logEntries is 1/,
  ],
  [
    'a root that asks for no time',
    () => ({ sigstore: [root({ timestamps: 0 })] }),
    /sigstore\.0\.timestamps: /,
  ],
];

it.each(wrong)('refuses %s and names the field', (_name, config, message) => {
  expect(() => parseTrustPolicy(config())).toThrow(
    expect.objectContaining({
      code: 'EVIDENCE_POLICY_INVALID',
      message: expect.stringMatching(message),
    }),
  );
});
