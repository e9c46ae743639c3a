import type { KeyObject } from 'node:crypto';
import {
  fulcioHandler,
  initializeCA,
  initializeCTLog,
  initializeTLog,
  initializeTSA,
  rekorHandler,
  tsaHandler,
} from '@sigstore/mock';
import {
  keyHint,
  keylessSigner,
  type EvidenceSigner,
  type WitnessOptions,
} from '../bundle';
import { newKeyPair } from './fixtures';
import {
  asFulcio,
  asRekor,
  asTokenEndpoint,
  REQUEST_TOKEN,
  serve,
} from './mockServer';

/** What the OIDC token of a GitHub workflow says, as far as Fulcio reads it. */
export const workflowClaims = {
  iss: 'https://token.actions.githubusercontent.com',
  aud: 'sigstore',
  sub: 'https://github.com/acme/customer-records/.github/workflows/ci.yml@refs/heads/main',
  repository: 'acme/customer-records',
  repository_id: '4711',
  ref: 'refs/heads/main',
  sha: 'd20ace7968ba43c0219f62d71334c1095bab1602',
  event_name: 'push',
};

/** @see workflowClaims */
export type Claims = Partial<typeof workflowClaims>;

/** A token that Fulcio's mock reads; it does not look at the signature. */
export function oidcToken(claims: Claims = {}): string {
  const part = (value: object) =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({
    ...workflowClaims,
    ...claims,
  })}.e30`;
}

/** The mock servers of Sigstore on a port of this machine, with keys of their own. */
export type MockSigstore = {
  /** Of Fulcio, Rekor and the timestamp authority alike: their paths differ. */
  url: string;
  /** `trusted_root.json` */
  trustedRoot: Record<string, unknown>;
  /** Signs as a workflow does, with an entry in the log. */
  signer(claims?: Claims, witnesses?: WitnessOptions): EvidenceSigner;
  /** What a job finds in its environment that may sign as such a workflow, and where it finds these servers. */
  environment(claims?: Claims): Record<string, string>;
  stop(): Promise<void>;
};

/**
 * Starts Fulcio with its certificate log, Rekor and a timestamp authority.
 *
 * @param clocks - other times than now, as the services believe
 */
export async function startMockSigstore(
  clocks: { fulcio?: Date; witnesses?: Date } = {},
): Promise<MockSigstore> {
  const { fulcio = nextSecond(), witnesses = nextSecond() } = clocks;
  const server = await serve();
  const { url } = server;
  const logKeys = newKeyPair();
  const ctLogKeys = newKeyPair();
  const ctLog = await initializeCTLog(ctLogKeys, fulcio);
  const ca = await initializeCA(newKeyPair(), ctLog, fulcio);
  const tsa = await initializeTSA(newKeyPair(), witnesses);
  const log = await initializeTLog(url, logKeys, witnesses);
  server.handlers.push(
    asFulcio(fulcioHandler(ca)),
    asRekor(rekorHandler(log)),
    tsaHandler(tsa),
  );
  return {
    url,
    trustedRoot: {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [logInstance(logKeys.publicKey, url)],
      ctlogs: [logInstance(ctLogKeys.publicKey, url)],
      certificateAuthorities: [authority(url, ca.rootCertificate)],
      timestampAuthorities: [
        authority(url, tsa.intCertificate, tsa.rootCertificate),
      ],
    },
    signer: (claims, services = { rekor: { url } }) =>
      keylessSigner({
        fulcio: { url },
        identity: { token: oidcToken(claims) },
        ...services,
      }),
    environment(claims) {
      const path = `/token?job=${server.handlers.length}`;
      server.handlers.push(asTokenEndpoint(path, oidcToken(claims)));
      return {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${url}${path}`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN,
        COMPANYOS_FULCIO_URL: url,
        COMPANYOS_REKOR_URL: url,
      };
    },
    stop: server.stop,
  };
}

// The authority's certificates are made meanwhile. It writes 140 ms as .14, as DER has it, and the library that reads
// times wants three digits.
function nextSecond(): Date {
  return new Date((Math.floor(Date.now() / 1000) + 1) * 1000);
}

const validFor = { start: '2020-01-01T00:00:00Z' };

function logInstance(publicKey: KeyObject, baseUrl: string) {
  return {
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: base64(publicKey.export({ type: 'spki', format: 'der' })),
      keyDetails: 'PKIX_ECDSA_P256_SHA_256',
      validFor,
    },
    // a log is called by the digest of its key, as a key is
    logId: { keyId: keyHint(publicKey) },
  };
}

function authority(uri: string, ...certificates: ArrayBufferView[]) {
  return {
    subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
    uri,
    certChain: {
      certificates: certificates.map(one => ({ rawBytes: base64(one) })),
    },
    validFor,
  };
}

function base64(bytes: ArrayBufferView): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    'base64',
  );
}
