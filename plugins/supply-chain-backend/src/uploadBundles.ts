import { InputError } from '@backstage/errors';
import type { MirroredEntity } from '@companyos/plugin-companyos-node';
import type { UploadedAttestation } from '@companyos/plugin-supply-chain-common';
import type { AttestationStore } from './AttestationStore';
import {
  isNoBundle,
  isProduct,
  type EvidenceVerifier,
} from './EvidenceVerifier';
import { readClaim } from './readClaim';
import { splitBundles } from './splitBundles';

/**
 * Verifies and keeps the bundles of a request, each by itself. All of them are looked at before the first is kept, so that
 * a request that is refused leaves nothing behind; one that breaks off has kept the first of them, and can be sent again.
 *
 * @throws InputError that says which bundle is none, or too large in what it holds.
 */
export async function uploadBundles(
  deps: { attestations: AttestationStore; verifier: EvidenceVerifier },
  request: { entity: MirroredEntity; body: Buffer; uploadedBy: string },
): Promise<UploadedAttestation[]> {
  const { entity, body, uploadedBy } = request;
  const bundles = splitBundles(body);
  const read = bundles.map((bundle, index) => {
    try {
      return prepare(deps.verifier, bundle, entity);
    } catch (error) {
      throw bundles.length > 1 && error instanceof InputError
        ? new InputError(`Bundle ${index + 1}: ${error.message}`)
        : error;
    }
  });
  const kept: UploadedAttestation[] = [];
  for (const one of read) {
    const { attestation, created } = await deps.attestations.add({
      ...one,
      entityRef: entity.entityRef,
      uploadedBy,
    });
    kept.push({ ...attestation, created });
  }
  return kept;
}

function prepare(
  verifier: EvidenceVerifier,
  bundle: Buffer,
  entity: MirroredEntity,
) {
  const claim = readClaim(bundle);
  const verified = verifier.verify(bundle, claim.digest, entity);
  const { code, reason } = verified.verdict;
  if (verified.problem) throw new InputError(verified.problem);
  if (isNoBundle(code)) throw new InputError(`${reason} (${code})`);
  return {
    bundle,
    claim,
    verified,
    isProduct: isProduct(claim.digest, entity),
  };
}
