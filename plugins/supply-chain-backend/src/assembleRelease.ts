import type {
  Attestation,
  Deployment,
  Proof,
  Release,
  TestRun,
  VexException,
} from '@companyos/plugin-supply-chain-common';
import type { StoredAttestation } from './attestationRow';
import { SBOM_KINDS, type Facts } from './content';
import type { ReleaseRow } from './ReleaseStore';

/**
 * What is known of a release, from its bundles alone. Facts come from verified bundles; of several of one kind the newest
 * verified one counts, else the newest.
 *
 * @param attestations - newest first
 * @param ofProducts - of the entity's products, newest first: exceptions for all of its releases
 */
export function assembleRelease(
  release: ReleaseRow,
  attestations: StoredAttestation[],
  ofProducts: StoredAttestation[] = [],
): Release {
  const verified = attestations.filter(isVerified);
  return {
    entityRef: release.entity_ref,
    digest: release.digest,
    recordedAt: release.created_at.toISOString(),
    version: versionOf(attestations),
    signature: toProof(choose(attestations, 'signature')),
    provenance: proofWithFacts(attestations, 'slsaProvenance'),
    sbom: proofWithFacts(attestations, ...SBOM_KINDS),
    tests: testRuns(attestations),
    scan: proofWithFacts(attestations, 'vulnerabilities'),
    exceptions: [...attestations, ...ofProducts].flatMap(toExceptions),
    deployments: attestations
      .flatMap(one => toDeployment(one) ?? [])
      .sort((a, b) => (a.finishedOn < b.finishedOn ? 1 : -1)),
    attestations: { total: attestations.length, verified: verified.length },
  };
}

/** A verified deployment; undefined for anything else. */
export function toDeployment(
  stored: StoredAttestation,
): Deployment | undefined {
  const facts = factsOf(stored, 'deployment');
  if (!facts) return undefined;
  const { id, entityRef, digest, signer } = stored.attestation;
  return {
    attestationId: id,
    entityRef,
    digest,
    ...facts,
    development: signer?.purpose === 'development',
  };
}

/** The exceptions of a verified VEX document; none for anything else. */
export function toExceptions(stored: StoredAttestation): VexException[] {
  const { id, signer } = stored.attestation;
  const exceptions = factsOf(stored, 'openvex')?.exceptions ?? [];
  return exceptions.map(({ applies: _, ...exception }) => ({
    attestationId: id,
    development: signer?.purpose === 'development',
    ...exception,
  }));
}

function isVerified({ attestation }: StoredAttestation): boolean {
  return attestation.outcome === 'verified';
}

function factsOf<K extends keyof Facts>(
  stored: StoredAttestation | undefined,
  kind: K,
): Facts[K] | undefined {
  return stored && isVerified(stored) && stored.attestation.kind === kind
    ? (stored.facts as Facts[K] | undefined)
    : undefined;
}

function choose(
  attestations: StoredAttestation[],
  ...kinds: string[]
): StoredAttestation | undefined {
  const ofKind = attestations.filter(one =>
    kinds.includes(one.attestation.kind),
  );
  return ofKind.find(isVerified) ?? ofKind[0];
}

function toProof(stored: StoredAttestation | undefined): Proof {
  if (!stored)
    return {
      outcome: 'absent',
      code: 'EVIDENCE_ABSENT',
      reason: 'Nothing was uploaded.',
    };
  const { id, outcome, code, reason, signer, verifiedAt }: Attestation =
    stored.attestation;
  return {
    outcome,
    code,
    reason,
    attestationId: id,
    verifiedAt,
    ...(outcome === 'verified' && { root: signer?.root }),
    ...(outcome === 'verified' &&
      signer?.purpose === 'development' && { development: true }),
  };
}

function proofWithFacts<K extends keyof Facts>(
  attestations: StoredAttestation[],
  ...kinds: K[]
): Proof & { facts?: Facts[K] } {
  const chosen = choose(attestations, ...kinds);
  const [facts] = kinds.flatMap(kind => factsOf(chosen, kind) ?? []);
  return { ...toProof(chosen), ...(facts && { facts }) };
}

/** One for each name of a run that is verified; those that are not are listed each by itself, as nothing names them. */
function testRuns(
  attestations: StoredAttestation[],
): (Proof & { facts?: TestRun })[] {
  const newest = new Map<string, Proof & { facts?: TestRun }>();
  for (const one of attestations) {
    if (one.attestation.kind !== 'testResult') continue;
    const facts = factsOf(one, 'testResult');
    const key = facts ? `name ${facts.name}` : `id ${one.attestation.id}`;
    if (!newest.has(key))
      newest.set(key, { ...toProof(one), ...(facts && { facts }) });
  }
  return [...newest.values()];
}

function versionOf(attestations: StoredAttestation[]): string | undefined {
  for (const kind of ['release', 'deployment'] as const) {
    for (const one of attestations) {
      const facts = factsOf(one, kind);
      if (facts?.version) return facts.version;
    }
  }
  return undefined;
}
