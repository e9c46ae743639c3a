import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { createKeyPair } from '@companyos/evidence';
import type { Checkout } from './checkout';

/**
 * A secret of this checkout: made once at random, kept readable for its owner alone, the same at every later start.
 */
export function secret(checkout: Checkout, name: string): string {
  const file = checkout.state('keys', name);
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    fs.writeFileSync(file, randomBytes(32).toString('base64url'), {
      mode: 0o600,
      flag: 'wx',
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return fs.readFileSync(file, 'utf8').trim();
}

/** The key of this checkout that signs evidence: good for development alone. Made once, as other secrets are. */
export function evidenceKey(checkout: Checkout) {
  return createKeyPair(checkout.state('keys'), 'evidence');
}
