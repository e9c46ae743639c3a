import {
  bundleToJSON,
  toMessageSignatureBundle,
  type Bundle,
} from '@sigstore/bundle';
import { crypto, pem } from '@sigstore/core';
import {
  DSSEBundleBuilder,
  MessageSignatureBundleBuilder,
  type Artifact,
} from '@sigstore/sign';
import { EvidenceError } from '../errors';
import {
  STATEMENT_PAYLOAD_TYPE,
  serializeStatement,
  type Statement,
} from '../statement';
import type { EvidenceSigner } from './signer';

type Signature = Parameters<MessageSignatureBundleBuilder['package']>[1];

// The library's own builder of this kind writes version 0.2 of the format.
class ArtifactBundleBuilder extends MessageSignatureBundleBuilder {
  protected async package(artifact: Artifact, { signature, key }: Signature) {
    return toMessageSignatureBundle({
      digest: crypto.digest('sha256', artifact.data),
      signature,
      certificateChain: false,
      ...(key.$case === 'x509Certificate'
        ? { certificate: pem.toDER(key.certificate) }
        : { keyHint: key.hint }),
    });
  }
}

// The library repeats the key's hint as the signature's key id. cosign reads that as the name of another key.
class StatementBundleBuilder extends DSSEBundleBuilder {
  protected async package(artifact: Artifact, signature: Signature) {
    const bundle = await super.package(artifact, signature);
    for (const one of bundle.content.dsseEnvelope.signatures) one.keyid = '';
    return bundle;
  }
}

/**
 * Signs a statement.
 *
 * @returns the Sigstore bundle, version 0.3, as the bytes of its JSON
 * @throws EvidenceError `EVIDENCE_SIGNING_FAILED` when a service that has to take part did not
 * @public
 */
export function signStatement(
  statement: Statement,
  by: EvidenceSigner,
): Promise<Buffer> {
  return create(() =>
    new StatementBundleBuilder(by).create({
      data: serializeStatement(statement),
      type: STATEMENT_PAYLOAD_TYPE,
    }),
  );
}

/**
 * Signs an artifact itself. That says "we made this" and nothing else.
 *
 * @returns the Sigstore bundle, version 0.3, as the bytes of its JSON
 * @throws EvidenceError `EVIDENCE_SIGNING_FAILED` when a service that has to take part did not
 * @public
 */
export function signArtifact(
  artifact: Uint8Array,
  by: EvidenceSigner,
): Promise<Buffer> {
  return create(() =>
    new ArtifactBundleBuilder(by).create({ data: Buffer.from(artifact) }),
  );
}

async function create(build: () => Promise<Bundle>): Promise<Buffer> {
  try {
    return Buffer.from(JSON.stringify(bundleToJSON(await build())));
  } catch (error) {
    throw new EvidenceError(
      'EVIDENCE_SIGNING_FAILED',
      `Nothing was signed: ${reasonOf(error)}`,
      error,
    );
  }
}

/** The library says which service failed, and what that said only in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
