import { InputError } from '@backstage/errors';
import {
  productDigest,
  releaseFacts,
  verifyBundle,
  type ReleaseFacts,
  type Verdict,
  type VerdictCode,
} from '@companyos/evidence';
import type { MirroredEntity } from '@companyos/plugin-companyos-node';
import {
  ARTIFACT_ANNOTATION,
  REPOSITORY_ID_ANNOTATION,
} from '@companyos/plugin-supply-chain-common';
import type { Trust } from './config';
import { extractContent, NOTHING, type Extracted, type Scope } from './content';

/** What is known of a bundle once it has been verified. */
export type Verified = Extracted & {
  verdict: Verdict;
  /** Under which trust policy. */
  policy: string;
  /** Why what was signed is not taken in, when it is larger than the limits. */
  problem?: string;
};

type About = Pick<MirroredEntity, 'entityRef' | 'annotations'>;

/** Verifies bundles under the portal's trust policy, as evidence of an entity. */
export class EvidenceVerifier {
  readonly #trust: Trust;
  readonly #limits: { maxComponents: number };

  constructor(trust: Trust, limits: { maxComponents: number }) {
    this.#trust = trust;
    this.#limits = limits;
  }

  /** Changes with the trust policy. */
  get policy(): string {
    return this.#trust.digest;
  }

  /**
   * Verifies a bundle. Only what is verified has content.
   *
   * @param digest - of the artifact that it should be about
   */
  verify(bundle: Buffer, digest: string, entity: About): Verified {
    const verdict = this.#verdict(bundle, digest, entity);
    const scope = {
      ...this.#limits,
      digest,
      artifactNames: artifactNames(entity),
    };
    const { problem, ...extracted } = extract(verdict, scope);
    return {
      ...extracted,
      verdict: problem === undefined ? verdict : notTaken(verdict, problem),
      policy: this.policy,
      problem,
    };
  }

  /** What a gate decides on, of the bundles of a release of an entity. */
  facts(
    release: Parameters<typeof releaseFacts>[0],
    about: { entity: About; artifactName: string; now: Date },
  ): ReleaseFacts {
    const { entity, artifactName, now } = about;
    return releaseFacts(release, {
      policy: this.#trust.policy,
      repositoryId: entity.annotations[REPOSITORY_ID_ANNOTATION],
      artifactName,
      now,
    });
  }

  #verdict(bundle: Buffer, digest: string, entity: About): Verdict {
    const repositoryId = entity.annotations[REPOSITORY_ID_ANNOTATION];
    // An identity may be bound to some artifacts: one of the entity's names has to be among them.
    const verdicts = artifactNames(entity).map(artifactName =>
      verifyBundle(bundle, {
        policy: this.#trust.policy,
        artifact: digest,
        artifactName,
        repositoryId,
      }),
    );
    return (
      verdicts.find(({ outcome }) => outcome === 'verified') ?? verdicts[0]
    );
  }
}

function extract(
  verdict: Verdict,
  scope: Scope,
): Extracted & { problem?: string } {
  if (verdict.outcome !== 'verified') return NOTHING;
  try {
    return extractContent(verdict.statement, scope);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { ...NOTHING, problem: error.message };
  }
}

/** What is signed rightly, and of which nothing can be taken in, looks like nothing when it is shown as verified. */
function notTaken(verdict: Verdict, problem: string): Verdict {
  return {
    ...verdict,
    outcome: 'failed',
    code: 'EVIDENCE_PREDICATE_INVALID',
    reason: `${problem}.`,
  };
}

/** Names of the artifacts that belong to an entity: its annotation's, else its own. */
export function artifactNames({ entityRef, annotations }: About): string[] {
  const names = (annotations[ARTIFACT_ANNOTATION] ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(Boolean);
  return names.length > 0
    ? names
    : [entityRef.slice(entityRef.indexOf('/') + 1)];
}

/**
 * Whether a digest stands for a product of the entity, in all of its releases: that is what exceptions are about.
 */
export function isProduct(digest: string, entity: About): boolean {
  return artifactNames(entity).map(productDigest).includes(digest);
}

/** Whether a code says that the file was no bundle to begin with. */
export function isNoBundle(code: VerdictCode): boolean {
  return code === 'EVIDENCE_MALFORMED' || code === 'EVIDENCE_TOO_LARGE';
}
