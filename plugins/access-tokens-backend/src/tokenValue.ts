import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { TOKEN_VALUE_PATTERN } from '@companyos/plugin-access-tokens-common';

const ALPHABET =
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PREFIX = 'cos_';
const SECRET_LENGTH = 32;
const CHECKSUM_LENGTH = 6;

/**
 * A new token: prefix, 190 random bits, checksum.
 */
export function generateTokenValue(): string {
  const secret = Array.from(
    { length: SECRET_LENGTH },
    () => ALPHABET[randomInt(ALPHABET.length)],
  ).join('');
  return `${PREFIX}${secret}${checksum(secret)}`;
}

/**
 * Whether a value can be one of ours. The checksum lets secret scanners tell a token from what only looks like one, and
 * keeps mistyped values from the database; it is no secret.
 */
export function isTokenValue(value: string): boolean {
  if (!TOKEN_VALUE_PATTERN.test(value)) return false;
  const secret = value.slice(PREFIX.length, -CHECKSUM_LENGTH);
  return value.endsWith(checksum(secret));
}

/**
 * What is stored of a token. A plain hash is enough, because the value is random and far too long to be guessed.
 */
export function hashTokenValue(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

/** CRC-32 in base 62, six digits. */
function checksum(secret: string): string {
  let rest = crc32(secret);
  let digits = '';
  for (let digit = 0; digit < CHECKSUM_LENGTH; digit++) {
    digits = ALPHABET[rest % ALPHABET.length] + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}
