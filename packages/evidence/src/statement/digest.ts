import { createHash } from 'node:crypto';
import { EvidenceError } from '../errors';

/** The algorithms that may identify an artifact, with the length of their values in hexadecimal. */
export const DIGEST_LENGTHS = { sha256: 64, sha384: 96, sha512: 128 } as const;

/** @public */
export type DigestAlgorithm = keyof typeof DIGEST_LENGTHS;

/** An artifact's digest, such as `sha256:2c26…`; in lower case. @public */
export type ArtifactDigest = { algorithm: DigestAlgorithm; value: string };

/** Whether a name stands for an algorithm that may identify an artifact. */
export function isDigestAlgorithm(name: string): name is DigestAlgorithm {
  return Object.hasOwn(DIGEST_LENGTHS, name);
}

/** Whether a value has the length of the algorithm and is in lower-case hexadecimal. */
export function isDigestValue(
  algorithm: DigestAlgorithm,
  value: string,
): boolean {
  return (
    value.length === DIGEST_LENGTHS[algorithm] && /^[0-9a-f]+$/.test(value)
  );
}

/**
 * Reads a digest as registries and tools write it: the algorithm, a colon, lower-case hexadecimal.
 *
 * @throws EvidenceError `EVIDENCE_DIGEST_INVALID`
 * @public
 */
export function parseDigest(text: string): ArtifactDigest {
  const [algorithm, value, ...rest] = text.split(':');
  if (
    rest.length === 0 &&
    isDigestAlgorithm(algorithm) &&
    isDigestValue(algorithm, value ?? '')
  )
    return { algorithm, value };
  throw new EvidenceError(
    'EVIDENCE_DIGEST_INVALID',
    `'${text.slice(
      0,
      150,
    )}' is not a digest: write it as sha256: and 64 digits in lower-case hexadecimal; sha384 and sha512 are accepted too`,
  );
}

/**
 * The SHA-256 of some bytes, as `sha256:…`.
 *
 * @public
 */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
