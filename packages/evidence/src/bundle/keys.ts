import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { EvidenceError } from '../errors';

/** A key of this machine, ready to sign. @public */
export type SigningKey = {
  privateKey: KeyObject;
  /** The public half as PEM, which others are given. */
  publicKey: string;
  /** What the public half is called in a bundle: see `keyHint`. */
  hint: string;
};

/**
 * What a public key is called in a bundle: the SHA-256 of its DER form in base64, as cosign calls it. It selects a key
 * and proves nothing.
 *
 * @public
 */
export function keyHint(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('base64');
}

/**
 * Reads a public key.
 *
 * @param pem - `-----BEGIN PUBLIC KEY-----` and so on
 * @throws EvidenceError `EVIDENCE_KEY_UNUSABLE` unless it is an ECDSA key on P-256
 * @public
 */
export function readPublicKey(pem: string): KeyObject {
  // Node would take a private key, too, and derive the public one
  if (/PRIVATE KEY/.test(pem))
    throw unusable('This is a private key: give the public one');
  return onlyP256(() => createPublicKey(pem));
}

/**
 * Reads a private key that has no password.
 *
 * @param pem - `-----BEGIN PRIVATE KEY-----` and so on
 * @throws EvidenceError `EVIDENCE_KEY_UNUSABLE` unless it is an ECDSA key on P-256
 * @public
 */
export function readSigningKey(pem: string): SigningKey {
  const privateKey = onlyP256(() => createPrivateKey(pem));
  const publicKey = createPublicKey(privateKey);
  return {
    privateKey,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    hint: keyHint(publicKey),
  };
}

/**
 * The signing key of a folder, such as `.companyos/keys`: made the first time, the same ever after. The private half is
 * `<name>.key`, readable for its owner alone; the public half is `<name>.pub`.
 *
 * @throws EvidenceError `EVIDENCE_KEY_UNUSABLE` when the file is something else
 * @public
 */
export function createKeyPair(
  dir: string,
  name: string,
): SigningKey & { privateKeyFile: string; publicKeyFile: string } {
  const privateKeyFile = path.join(dir, `${name}.key`);
  const publicKeyFile = path.join(dir, `${name}.pub`);
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (!fs.existsSync(privateKeyFile)) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeOnce(
      privateKeyFile,
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    );
  }
  const key = readSigningKey(fs.readFileSync(privateKeyFile, 'utf8'));
  fs.writeFileSync(publicKeyFile, key.publicKey, { mode: 0o644 });
  return { ...key, privateKeyFile, publicKeyFile };
}

/** Appears whole or not at all; whoever comes second keeps what is there. */
function writeOnce(file: string, text: string) {
  const draft = fs.mkdtempSync(`${file}-`);
  try {
    const whole = path.join(draft, 'key');
    fs.writeFileSync(whole, text, { mode: 0o600 });
    fs.linkSync(whole, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

function onlyP256(read: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch (error) {
    throw unusable('The key could not be read', error);
  }
  if (
    key.asymmetricKeyType !== 'ec' ||
    key.asymmetricKeyDetails?.namedCurve !== 'prime256v1'
  )
    throw unusable('The key is of another kind');
  return key;
}

function unusable(problem: string, cause?: unknown): EvidenceError {
  return new EvidenceError(
    'EVIDENCE_KEY_UNUSABLE',
    `${problem}: use an ECDSA key on the curve P-256 as PEM, without a password`,
    cause,
  );
}
