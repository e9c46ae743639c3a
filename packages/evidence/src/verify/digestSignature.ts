import type { KeyObject } from 'node:crypto';
import { p256, p384, p521 } from '@noble/curves/nist';
import type { SignedEntity } from '@sigstore/verify';

/** By the names that Node has for them. */
const curves: Partial<Record<string, typeof p256>> = {
  prime256v1: p256,
  secp384r1: p384,
  secp521r1: p521,
};

/**
 * Whether a key's signature can be verified by the digest of what was signed: ECDSA signs the digest. Ed25519 signs the
 * bytes themselves.
 */
export function signsDigests(key: KeyObject): boolean {
  return curveOf(key) !== undefined;
}

/**
 * The signature of an artifact of which only the digest is known. Node hashes what it verifies by itself and takes no
 * digest, so the curve is that of a library.
 *
 * @param signature - as the bundle has it
 * @param digest - of the artifact, by the algorithm that the bundle names
 */
export function signatureOfDigest(
  { signature }: SignedEntity,
  digest: Uint8Array,
): SignedEntity['signature'] {
  return {
    signature: signature.signature,
    compareSignature: other => signature.compareSignature(other),
    compareDigest: other => signature.compareDigest(other),
    compareSignedDigest: other => signature.compareSignedDigest(other),
    verifySignature: key => verifyDigest(digest, key, signature.signature),
  };
}

function verifyDigest(
  digest: Uint8Array,
  key: KeyObject,
  signature: Uint8Array,
): boolean {
  const curve = curveOf(key);
  if (!curve) return false;
  try {
    return curve.verify(Uint8Array.from(signature), digest, pointOf(key), {
      format: 'der',
      prehash: false,
      // as OpenSSL has it, and so cosign and every signer
      lowS: false,
    });
  } catch {
    // it is no signature at all
    return false;
  }
}

function curveOf(key: KeyObject) {
  const { namedCurve } = key.asymmetricKeyDetails ?? {};
  return namedCurve === undefined ? undefined : curves[namedCurve];
}

function pointOf(key: KeyObject): Uint8Array {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return Uint8Array.from([
    4,
    ...Buffer.from(x, 'base64url'),
    ...Buffer.from(y, 'base64url'),
  ]);
}
