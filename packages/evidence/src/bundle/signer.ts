import { sign } from 'node:crypto';
import {
  CIContextProvider,
  FulcioSigner,
  RekorWitness,
  TSAWitness,
  type IdentityProvider,
  type Signer,
  type Witness,
} from '@sigstore/sign';
import type { SigningKey } from './keys';

const TIMEOUT = 20_000;
const RETRIES = 2;

/** Who signs, and who confirms it: both as the Sigstore libraries take them. @public */
export type EvidenceSigner = { signer: Signer; witnesses: Witness[] };

/** Services that prove when a signature was made. @public */
export type WitnessOptions = {
  rekor?: {
    url: string;
    /** Version 2 gives no time of its own, so a timestamp authority is needed beside it. Default: 1 */
    version?: 1 | 2;
  };
  /** RFC 3161 timestamp authority. */
  timestampAuthority?: { url: string };
};

/** @public */
export type KeylessOptions = WitnessOptions & {
  fulcio: { url: string };
  /** An OIDC token for the audience `sigstore`; `ci` asks the CI system that we run in. */
  identity: 'ci' | { token: string };
};

/**
 * Signs with a key. Without a witness the signature proves no time.
 *
 * @public
 */
export function keySigner(
  key: SigningKey,
  witnesses: WitnessOptions = {},
): EvidenceSigner {
  return {
    signer: {
      async sign(data) {
        return {
          signature: sign('sha256', data, key.privateKey),
          key: {
            $case: 'publicKey',
            publicKey: key.publicKey,
            hint: key.hint,
          },
        };
      },
    },
    witnesses: witnessesOf(witnesses),
  };
}

/**
 * Signs without a key of one's own: Fulcio certifies, for minutes, a key that lives in memory for one signature.
 *
 * @public
 */
export function keylessSigner(options: KeylessOptions): EvidenceSigner {
  const { fulcio, identity } = options;
  const identityProvider: IdentityProvider =
    identity === 'ci'
      ? new CIContextProvider('sigstore')
      : { getToken: async () => identity.token };
  return {
    signer: new FulcioSigner({
      fulcioBaseURL: fulcio.url,
      identityProvider,
      timeout: TIMEOUT,
      retry: RETRIES,
    }),
    witnesses: witnessesOf(options),
  };
}

function witnessesOf({ rekor, timestampAuthority }: WitnessOptions): Witness[] {
  const options = { timeout: TIMEOUT, retry: RETRIES };
  return [
    ...(rekor
      ? [
          new RekorWitness({
            ...options,
            rekorBaseURL: rekor.url,
            majorApiVersion: rekor.version ?? 1,
          }),
        ]
      : []),
    ...(timestampAuthority
      ? [new TSAWitness({ ...options, tsaBaseURL: timestampAuthority.url })]
      : []),
  ];
}
