import {
  GATED_KINDS,
  PREDICATE_TYPES,
  verifyBundle,
  type EvidenceName,
  type Predicate,
  type Statement,
  type TrustPolicy,
  type Verdict,
} from '@companyos/evidence';
import { CliError } from '../errors';
import type { Artifact, EvidenceFolder } from './EvidenceFolder';
import { purlOf } from './stages/publish';

/** What one bundle proves. */
export type VerifiedBundle = { name: EvidenceName; verdict: Verdict };

/**
 * Verifies all that a run has signed, and that `artifact.json`, which nobody has signed, says the same.
 *
 * @throws CliError when the artifact is not the one that `artifact.json` names, or its commit, name or version is not
 * the one that was signed.
 */
export function verifyRun(
  evidence: EvidenceFolder,
  options: { policy: TrustPolicy; repositoryId?: string },
): VerifiedBundle[] {
  const artifact = evidence.artifact();
  const bytes = evidence.artifactBytes();
  const { scan, ...needed } = GATED_KINDS;
  const kinds = {
    ...needed,
    release: 'release' as const,
    // without advisories there is no scan; whether that is enough is for the gate to say
    ...(evidence.bundle('scan') ? { scan } : {}),
  };
  const verified = Object.entries(kinds).map(([key, kind]) => {
    const name = key as EvidenceName;
    const verdict = verifyBundle(evidence.bundle(name), {
      policy: options.policy,
      artifact: bytes,
      artifactName: artifact.name,
      repositoryId: options.repositoryId,
      predicateType: kind && PREDICATE_TYPES[kind].uri,
    });
    return { name, verdict };
  });
  for (const { name, verdict } of verified) {
    if (verdict.outcome === 'verified' && verdict.statement)
      assertSame(name, verdict.statement, artifact);
  }
  return verified;
}

function assertSame(
  name: EvidenceName,
  statement: Statement,
  artifact: Artifact,
) {
  const differs = (what: string) =>
    new CliError(
      `artifact.json says something else than the signed ${name}: its ${what} was changed.`,
    );
  if (name === 'release') {
    const { purl } = statement.predicate as Predicate<'release'>;
    if (purl !== purlOf(artifact)) throw differs('name or version');
  }
  if (name === 'provenance') {
    const { buildDefinition } =
      statement.predicate as Predicate<'slsaProvenance'>;
    const commits = buildDefinition.resolvedDependencies?.map(
      ({ digest }) => digest?.gitCommit,
    );
    if (!commits?.includes(artifact.commit)) throw differs('commit');
  }
}
