import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import { newKey, useTemporaryFolder } from '../__testUtils__';
import { createKeyPair, keyHint, readPublicKey, readSigningKey } from './keys';

const dir = useTemporaryFolder();

const unusable = expect.objectContaining({ code: 'EVIDENCE_KEY_UNUSABLE' });

function pem(key: ReturnType<typeof readPublicKey>) {
  return key
    .export({ format: 'pem', type: key.type === 'private' ? 'pkcs8' : 'spki' })
    .toString();
}

describe('the key of a folder', () => {
  it('is made once, readable for its owner alone', () => {
    const first = createKeyPair(dir.path('keys'), 'evidence');
    const second = createKeyPair(dir.path('keys'), 'evidence');
    expect(second.hint).toBe(first.hint);
    expect(fs.statSync(first.privateKeyFile).mode & 0o777).toBe(0o600);
    expect(fs.statSync(dir.path('keys')).mode & 0o777).toBe(0o700);
    expect(fs.readdirSync(dir.path('keys')).sort()).toEqual([
      'evidence.key',
      'evidence.pub',
    ]);
    const shown = fs.readFileSync(first.publicKeyFile, 'utf8');
    expect(keyHint(readPublicKey(shown))).toBe(first.hint);
  });

  it('says so when the file is something else', () => {
    fs.writeFileSync(dir.path('evidence.key'), 'a word');
    expect(() => createKeyPair(dir.path(), 'evidence')).toThrow(unusable);
    expect(fs.readFileSync(dir.path('evidence.key'), 'utf8')).toBe('a word');
  });
});

it('reads a key that it wrote', () => {
  const { privateKey, publicKey, hint } = newKey();
  expect(readSigningKey(pem(privateKey))).toMatchObject({ publicKey, hint });
});

it('takes no private key where others should see it', () => {
  const { privateKey } = newKey();
  expect(() => readPublicKey(pem(privateKey))).toThrow(unusable);
});

it.each([
  ['Ed25519', generateKeyPairSync('ed25519')],
  ['P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 })],
])('takes no key of the kind %s', (_name, { privateKey, publicKey }) => {
  expect(() => readSigningKey(pem(privateKey))).toThrow(unusable);
  expect(() => readPublicKey(pem(publicKey))).toThrow(unusable);
});

it('takes no key with a password', () => {
  const { privateKey } = newKey();
  const locked = privateKey
    .export({
      format: 'pem',
      type: 'pkcs8',
      cipher: 'aes-256-cbc',
      passphrase: 'secret',
    })
    .toString();
  expect(() => readSigningKey(locked)).toThrow(unusable);
});
