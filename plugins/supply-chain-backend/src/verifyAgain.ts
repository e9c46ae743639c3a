import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { withSpan, type EntityMirror } from '@companyos/plugin-companyos-node';
import type { AttestationStore, StaleAttestation } from './AttestationStore';
import type { EvidenceVerifier } from './EvidenceVerifier';

/** Each of them may have 16 MB. */
const BATCH = 10;

type Deps = {
  attestations: AttestationStore;
  auditor: AuditorService;
  logger: LoggerService;
  mirror: EntityMirror;
  verifier: EvidenceVerifier;
  verifyAgainAfterMs: number;
};

/**
 * Verifies anew what was verified under another trust policy, or too long ago: a key that was revoked, or that has
 * expired, stops counting. Goes on where it was stopped, since what is done is not stale any more.
 *
 * @returns how many verdicts are others than before.
 */
export async function verifyAgain(
  deps: Deps,
  signal: AbortSignal,
): Promise<number> {
  const { attestations, verifier, verifyAgainAfterMs } = deps;
  const before = new Date(Date.now() - verifyAgainAfterMs);
  let changed = 0;
  for (;;) {
    const batch = await attestations.stale({
      policy: verifier.policy,
      before,
      limit: BATCH,
    });
    for (const stale of batch) {
      if (signal.aborted) return changed;
      if (await withSpan('verify again', {}, () => verifyOne(deps, stale)))
        changed += 1;
    }
    if (batch.length < BATCH) return changed;
  }
}

async function verifyOne(
  deps: Deps,
  stale: StaleAttestation,
): Promise<boolean> {
  const { attestations, auditor, logger, mirror, verifier } = deps;
  const { id, entityRef, digest, bundle } = stale;
  const entity = (await mirror.find(entityRef, { all: true })) ?? {
    entityRef,
    annotations: {},
  };
  const verified = verifier.verify(bundle, digest, entity);
  if (verified.problem)
    logger.warn(`Evidence ${id} of ${entityRef}: ${verified.problem}`);
  const updated = await attestations.update(stale, verified);
  const { outcome, code } = verified.verdict;
  if (!updated || code === stale.code) return false;
  const audit = await auditor.createEvent({
    eventId: 'attestation-verdict',
    severityLevel: stale.outcome === 'verified' ? 'high' : 'medium',
    meta: { actionType: 'update' },
  });
  await audit.success({
    meta: { id, entityRef, digest, before: stale.code, code },
  });
  logger.info(
    `Evidence ${id} of ${entityRef} is ${outcome} now (${code}), after ${stale.code}`,
  );
  return true;
}
