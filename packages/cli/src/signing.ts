import fs from 'node:fs';
import path from 'node:path';
import {
  createKeyPair,
  keylessSigner,
  keySigner,
  readSigningKey,
  type EvidenceSigner,
  type SigningKey,
} from '@companyos/evidence';
import { findCheckout } from './checkout';
import { UsageError } from './errors';

/** Who signs, ready to. */
export type ChosenSigner = {
  by: EvidenceSigner;
  /** For people. */
  name: string;
  /** The key, where there is one. */
  key?: SigningKey;
};

/**
 * Who signs: the key that is named by `--key` or `COMPANYOS_SIGNING_KEY`; in CI with an OIDC identity, nobody's key; else
 * the key of this checkout or clone, which is made the first time.
 *
 * @throws UsageError when the key cannot be read, EvidenceError `EVIDENCE_KEY_UNUSABLE` when it is another kind of key.
 */
export function chooseSigner(options: {
  key?: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
}): ChosenSigner {
  const { cwd, env } = options;
  const file = options.key ?? env.COMPANYOS_SIGNING_KEY;
  if (file) return withKey(readSigningKey(readKey(path.resolve(cwd, file))));
  if (env.ACTIONS_ID_TOKEN_REQUEST_URL || env.SIGSTORE_ID_TOKEN)
    return keyless(env);
  return withKey(createKeyPair(keyFolder(cwd, env), 'evidence'));
}

function withKey(key: SigningKey): ChosenSigner {
  return { by: keySigner(key), name: `the key ${key.hint}`, key };
}

/**
 * Public Sigstore, or a company's own by `COMPANYOS_FULCIO_URL`, `COMPANYOS_REKOR_URL` and `COMPANYOS_TSA_URL`. A workflow
 * sets a variable that nobody has defined to nothing, which is the same as not at all.
 */
function keyless(env: NodeJS.ProcessEnv): ChosenSigner {
  const fulcio = env.COMPANYOS_FULCIO_URL || 'https://fulcio.sigstore.dev';
  const rekor = env.COMPANYOS_REKOR_URL || 'https://rekor.sigstore.dev';
  const authority = env.COMPANYOS_TSA_URL;
  const by = keylessSigner({
    fulcio: { url: fulcio },
    rekor: { url: rekor },
    ...(authority ? { timestampAuthority: { url: authority } } : {}),
    identity: 'ci',
  });
  return { by, name: `the identity of this workflow, by ${fulcio}` };
}

function keyFolder(cwd: string, env: NodeJS.ProcessEnv): string {
  try {
    return findCheckout(cwd, env).state('keys');
  } catch {
    return path.join(cwd, '.companyos', 'local', 'keys');
  }
}

function readKey(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `The signing key could not be read: ${(error as Error).message}.`,
    );
  }
}
