import { keySigner, signStatement, type WitnessOptions } from '../bundle';
import { digestOf } from '../statement';
import {
  artifact,
  newKey,
  sbomStatement,
  startMockSigstore,
  workflowClaims,
  type MockSigstore,
} from '../__testUtils__';
import { parseTrustPolicy, type TrustPolicy } from '../trust';
import { verifyBundle } from './verifyBundle';

const trusted = { issuer: workflowClaims.iss, subject: workflowClaims.sub };

let sigstore: MockSigstore;
beforeAll(async () => {
  sigstore = await startMockSigstore();
});
afterAll(() => sigstore.stop());

function verify(bundle: Buffer, options: { policy: TrustPolicy; now: Date }) {
  return verifyBundle(bundle, { artifact: digestOf(artifact), ...options });
}

describe('a key with a timestamp', () => {
  const key = newKey();
  const expired = (trustedRoot?: Record<string, unknown>) =>
    parseTrustPolicy({
      keys: [
        {
          name: 'build-server',
          publicKey: key.publicKey,
          purpose: 'production',
          validUntil: new Date(Date.now() + 60_000),
        },
      ],
      sigstore: trustedRoot
        ? [{ name: 'company', trustedRoot, identities: [trusted] }]
        : [],
    });
  const now = new Date(Date.now() + 3_600_000);
  const bundleWith = (witnesses: WitnessOptions) =>
    signStatement(sbomStatement(), keySigner(key, witnesses));

  it('counts after the key has expired', async () => {
    const bundle = await bundleWith({
      timestampAuthority: { url: sigstore.url },
    });
    const policy = expired(sigstore.trustedRoot);
    expect(verify(bundle, { policy, now })).toMatchObject({
      code: 'EVIDENCE_VERIFIED',
      signedAt: expect.any(Date),
    });
  });

  it('does not where nothing is known of the authority', async () => {
    const bundle = await bundleWith({
      timestampAuthority: { url: sigstore.url },
      rekor: { url: sigstore.url },
    });
    const verdict = verify(bundle, { policy: expired(), now });
    expect(verdict.code).toBe('EVIDENCE_TIME_UNPROVEN');
    expect(verdict.checks).toContainEqual({
      what: 'transparency log',
      against: 'no log',
      result: 'not checked',
      detail: 'the trust policy has no log; a trusted key does not need one',
    });
  });

  it('was made before the key was valid', async () => {
    const bundle = await bundleWith({ rekor: { url: sigstore.url } });
    const policy = parseTrustPolicy({
      keys: [
        {
          name: 'build-server',
          publicKey: key.publicKey,
          purpose: 'production',
          validFrom: new Date(Date.now() + 60_000),
        },
      ],
      sigstore: [
        {
          name: 'company',
          trustedRoot: sigstore.trustedRoot,
          identities: [trusted],
        },
      ],
    });
    expect(verify(bundle, { policy, now }).code).toBe('EVIDENCE_KEY_NOT_VALID');
  });
});
