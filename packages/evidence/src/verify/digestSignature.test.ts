import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { p256 } from '@noble/curves/nist';
import { toSignedEntity, type SignedEntity } from '@sigstore/verify';
import { artifact, edit, newKey, otherArtifact } from '../__testUtils__';
import { keySigner, signArtifact } from '../bundle';
import { digestOf } from '../statement';
import { parseTrustPolicy } from '../trust';
import { signatureOfDigest, signsDigests } from './digestSignature';
import { readBundle } from './readBundle';
import { verifyBundle } from './verifyBundle';

const key = newKey();
const publicKey = createPublicKey(key.publicKey);
const policy = parseTrustPolicy({
  keys: [{ name: 'laptop', publicKey: key.publicKey, purpose: 'development' }],
});

const entityOf = (signature: Uint8Array) =>
  ({
    signature: { signature: Buffer.from(signature) },
  } as unknown as SignedEntity);

function byDigest(
  signature: Uint8Array,
  by: KeyObject = publicKey,
  bytes = artifact,
  hash = 'sha256',
) {
  const digest = createHash(hash).update(bytes).digest();
  return signatureOfDigest(entityOf(signature), digest).verifySignature(by);
}

/** DER of two numbers, which it may not be the shortest form of. */
function der(r: Buffer, s: Buffer): Buffer {
  const integer = (bytes: Buffer) =>
    Buffer.concat([Buffer.from([2, bytes.length]), bytes]);
  const both = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.from([0x30, both.length]), both]);
}

function numberBytes(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
}

describe('a signature, by the digest of what was signed', () => {
  it.each([
    ['P-256', 'sha256'],
    ['P-384', 'sha384'],
    ['P-521', 'sha512'],
  ])('is that of a key on %s with %s', (namedCurve, hash) => {
    const pair = generateKeyPairSync('ec', { namedCurve });
    const signature = sign(hash, artifact, pair.privateKey);
    expect(signsDigests(pair.publicKey)).toBe(true);
    expect(byDigest(signature, pair.publicKey, artifact, hash)).toBe(true);
    expect(byDigest(signature, pair.publicKey, otherArtifact, hash)).toBe(
      false,
    );
    expect(byDigest(signature, pair.publicKey, artifact, 'sha1')).toBe(false);
  });

  it('is not that of another key', () => {
    const signature = sign('sha256', artifact, key.privateKey);
    const other = createPublicKey(newKey().publicKey);
    expect(byDigest(signature, other)).toBe(false);
  });

  it.each(['ed25519', 'rsa', 'secp256k1'])('is none of %s', kind => {
    const pair = {
      ed25519: () => generateKeyPairSync('ed25519'),
      rsa: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
      secp256k1: () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
    }[kind]!();
    const signature = sign(
      kind === 'ed25519' ? null : 'sha256',
      artifact,
      pair.privateKey,
    );
    expect(signsDigests(pair.publicKey)).toBe(false);
    expect(byDigest(signature, pair.publicKey)).toBe(false);
  });
});

describe('OpenSSL says the same of the bytes as we of their digest', () => {
  const n = p256.Point.Fn.ORDER;
  const { r, s } = p256.Signature.fromBytes(
    Uint8Array.from(sign('sha256', artifact, key.privateKey)),
    'der',
  );
  const [R, S] = [numberBytes(r), numberBytes(s)];
  const zero = Buffer.from([0]);

  it.each([
    ['as it was signed', der(R, S), true],
    [
      'with the other s, which ECDSA takes as well',
      der(R, numberBytes(n - s)),
      true,
    ],
    ['with r and s exchanged', der(S, R), false],
    ['with r of zero', der(zero, S), false],
    ['with s of zero', der(R, zero), false],
    ['with both of zero', der(zero, zero), false],
    ['with s above the order', der(R, numberBytes(n + s)), false],
    ['with s of the order', der(R, numberBytes(n)), false],
    ['with a zero before r', der(Buffer.concat([zero, zero, R]), S), false],
    ['with a negative r', der(Buffer.from([0xff, ...R.subarray(1)]), S), false],
    ['with something behind it', Buffer.concat([der(R, S), zero]), false],
    ['cut off', der(R, S).subarray(0, -1), false],
    ['without anything', Buffer.alloc(0), false],
    ['as two plain numbers', Buffer.concat([R, S]).subarray(-64), false],
  ])('%s', (_, signature, right) => {
    expect(verify('sha256', artifact, publicKey, signature)).toBe(right);
    expect(byDigest(signature)).toBe(right);
  });

  it('with any bit changed', () => {
    const signature = der(R, S);
    for (let bit = 0; bit < signature.length * 8; bit++) {
      const changed = Buffer.from(signature);
      changed[bit >> 3] ^= 1 << (bit & 7);
      expect([
        bit,
        byDigest(changed),
        verify('sha256', artifact, publicKey, changed),
      ]).toEqual([bit, false, false]);
    }
  });

  it('of many keys and artifacts', () => {
    for (let index = 0; index < 50; index++) {
      const { privateKey, publicKey: by } = generateKeyPairSync('ec', {
        namedCurve: 'P-256',
      });
      const bytes = Buffer.from(`artifact ${index}`);
      const signature = sign('sha256', bytes, privateKey);
      expect(byDigest(signature, by, bytes)).toBe(true);
      expect(byDigest(signature, by)).toBe(false);
    }
  });
});

describe('a bundle that signs the artifact, of which only the digest is known', () => {
  const verdict = (bundle: Buffer, bytes = artifact) =>
    verifyBundle(bundle, { policy, artifact: digestOf(bytes) });

  it('gets the verdict that it gets with the artifact', async () => {
    const now = new Date();
    const bundle = await signArtifact(artifact, keySigner(key));
    const options = { policy, now };
    expect(verifyBundle(bundle, { ...options, artifact: digestOf(artifact) }))
      // to the last word
      .toEqual(verifyBundle(bundle, { ...options, artifact }));
    expect(verdict(bundle).code).toBe('EVIDENCE_VERIFIED');
  });

  it('is no signature of another artifact, whatever digest it claims', async () => {
    const bundle = await signArtifact(artifact, keySigner(key));
    expect(verdict(bundle, otherArtifact).code).toBe(
      'EVIDENCE_SUBJECT_MISMATCH',
    );
    const claims = edit(bundle, json => {
      json.messageSignature.messageDigest.digest = createHash('sha256')
        .update(otherArtifact)
        .digest('base64');
    });
    expect(verdict(claims, otherArtifact).code).toBe(
      'EVIDENCE_SIGNATURE_INVALID',
    );
  });

  it('says what it needs when it has another kind of digest', async () => {
    const bundle = edit(await signArtifact(artifact, keySigner(key)), json => {
      json.messageSignature.messageDigest = {
        algorithm: 'SHA2_512',
        digest: createHash('sha512').update(artifact).digest('base64'),
      };
    });
    expect(verdict(bundle)).toMatchObject({
      outcome: 'unverifiable',
      code: 'EVIDENCE_ARTIFACT_NEEDED',
    });
  });

  it('is what the library reads', async () => {
    const bundle = await signArtifact(artifact, keySigner(key));
    const entity = toSignedEntity(readBundle(bundle, bundle.length));
    const digest = createHash('sha256').update(artifact).digest();
    const signature = signatureOfDigest(entity, digest);
    expect(signature.compareSignature(entity.signature.signature)).toBe(true);
    expect(signature.compareDigest(digest)).toBe(true);
    expect(signature.compareSignedDigest(digest)).toBe(true);
    expect(signature.compareDigest(Buffer.alloc(32))).toBe(false);
  });
});
