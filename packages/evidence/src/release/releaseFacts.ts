import {
  digestOf,
  findingsOf,
  PREDICATE_TYPES,
  type Finding,
  type Predicate,
  type PredicateName,
} from '../statement';
import { present, utcTime } from '../statement/loose';
import type { TrustPolicy, TrustPurpose } from '../trust';
import {
  verifyBundle,
  type Outcome,
  type Verdict,
  type VerdictCode,
} from '../verify';
import { readExceptions, type ReadException } from './exception';
import { productDigest } from './product';

/**
 * What a release gate looks at, by the name of its file; undefined is the artifact's own signature.
 *
 * @public
 */
export const GATED_KINDS = {
  signature: undefined,
  provenance: 'slsaProvenance',
  sbom: 'cyclonedx',
  scan: 'vulnerabilities',
  test: 'testResult',
  sast: 'testResult',
  secrets: 'testResult',
} as const satisfies Record<string, PredicateName | undefined>;

/** @public */
export type GatedStatement = keyof typeof GATED_KINDS;

/** The statements that a release gate looks at, by the names of their files. @public */
export const GATED_STATEMENTS = Object.keys(GATED_KINDS) as GatedStatement[];

/** What verification came to. @public */
export type Verified = {
  outcome: Outcome;
  code: VerdictCode;
  reason: string;
  /** The key's name, or the identity in the certificate. */
  signer?: string;
  purpose?: TrustPurpose;
};

/** What is known of one statement; beyond the verdict only of what is verified. @public */
export type StatementFacts = Verified & {
  /** Of test, sast and secrets. */
  result?: Predicate<'testResult'>['result'];
  /** Of test, sast and secrets: what it was made with. */
  tools?: string[];
  /** Of the SBOM: how many it lists. */
  components?: number;
  /** Of the provenance. */
  builder?: string;
  /** Of the provenance; absent where it names none. */
  commit?: string;
  /** Of the scan: URI of the tool. */
  scanner?: string;
  /** Of the scan: when it was finished, in UTC. */
  scanned?: string;
  /** Of the scan: when its database was last updated, in UTC. */
  database?: string;
  /** Of the scan. */
  findings?: Finding[];
};

/** One statement of a VEX document, or a document that is not verified. @public */
export type ExceptionFacts = Verified & {
  /** Name of the bundle, for people. */
  source: string;
} & Partial<ReadException>;

/** All that a release gate asks about a release. Plain JSON. @public */
export type ReleaseFacts = {
  artifact: { name: string; digest: string };
  statements: Record<GatedStatement, StatementFacts>;
  exceptions: ExceptionFacts[];
};

/** Whose release it is, and whom to believe. @public */
export type ReleaseOptions = {
  policy: TrustPolicy;
  /** Name of the artifact in the trust policy and in exceptions. */
  artifactName: string;
  /** Id of the repository that it should be built from. */
  repositoryId?: string;
  /** Default: now. */
  now?: Date;
};

/** A bundle with VEX statements, and what to call it. @public */
export type VexBundle = { source: string; bytes: Uint8Array };

/**
 * Turns the bundles of a release into the facts that a gate decides on. What is not verified has a verdict and nothing
 * else; what was not asked about is absent.
 *
 * @param release - its digest; its bytes, without which its own signature cannot be verified; its bundles
 * @throws EvidenceError `EVIDENCE_DIGEST_INVALID` when the digest is none
 * @public
 */
export function releaseFacts(
  release: {
    digest: string;
    artifact?: Uint8Array;
    bundles: Partial<Record<GatedStatement, Uint8Array>>;
    exceptions?: VexBundle[];
  },
  options: ReleaseOptions,
): ReleaseFacts {
  const { digest, bundles, exceptions = [] } = release;
  const statements = Object.fromEntries(
    GATED_STATEMENTS.map(name => {
      const kind = GATED_KINDS[name];
      const facts = kind
        ? statementFacts(bundles[name], kind, digest, options)
        : signatureFacts(bundles[name], release, options);
      return [name, facts];
    }),
  ) as ReleaseFacts['statements'];
  return {
    artifact: { name: options.artifactName, digest },
    statements,
    exceptions: exceptionFacts(exceptions, digest, options),
  };
}

/**
 * The exceptions of a product, for one of its releases. Each is about all releases of the product, or about this one
 * alone.
 *
 * @throws EvidenceError `EVIDENCE_DIGEST_INVALID` when the digest is none
 * @public
 */
export function exceptionFacts(
  bundles: VexBundle[],
  digest: string,
  options: ReleaseOptions,
): ExceptionFacts[] {
  const { artifactName } = options;
  return bundles.flatMap(({ source, bytes }): ExceptionFacts[] => {
    const verdict = verifyException(bytes, digest, options);
    const facts = { source, ...verifiedOf(verdict) };
    if (verdict.outcome !== 'verified' || !verdict.statement) return [facts];
    const document = verdict.statement.predicate as Predicate<'openvex'>;
    return readExceptions(document, { artifactName, digest }).map(one => ({
      ...facts,
      ...one,
    }));
  });
}

function signatureFacts(
  bundle: Uint8Array | undefined,
  { digest, artifact }: { digest: string; artifact?: Uint8Array },
  options: ReleaseOptions,
): StatementFacts {
  const verdict = verifyBundle(bundle, {
    ...options,
    artifact: artifact ?? digest,
  });
  const facts = verifiedOf(verdict);
  if (facts.outcome === 'absent') return facts;
  if (artifact && digestOf(artifact) !== digest)
    return {
      ...facts,
      outcome: 'failed',
      code: 'EVIDENCE_SUBJECT_MISMATCH',
      reason: `The artifact is not the one with the digest ${digest}.`,
    };
  // a statement about the artifact is not a signature of it
  if (verdict.statement)
    return {
      ...facts,
      outcome: 'failed',
      code: 'EVIDENCE_PREDICATE_TYPE_MISMATCH',
      reason:
        'The bundle is a statement and not the signature of the artifact.',
    };
  return facts;
}

function statementFacts(
  bundle: Uint8Array | undefined,
  kind: PredicateName,
  digest: string,
  options: ReleaseOptions,
): StatementFacts {
  const predicateType = PREDICATE_TYPES[kind].uri;
  const verdict = verifyBundle(bundle, {
    ...options,
    artifact: digest,
    predicateType,
  });
  const facts = verifiedOf(verdict);
  if (verdict.outcome !== 'verified' || !verdict.statement) return facts;
  return { ...facts, ...contentOf(kind, verdict.statement.predicate) };
}

/** The part of a body that a gate asks about. Its shape is checked when it is verified. */
function contentOf(
  kind: PredicateName,
  predicate: unknown,
): Partial<StatementFacts> {
  switch (kind) {
    case 'testResult': {
      const { result, configuration } = predicate as Predicate<'testResult'>;
      const tools = configuration.flatMap(({ name }) => name ?? []);
      return { result, tools };
    }
    case 'cyclonedx': {
      const { components = [] } = predicate as Predicate<'cyclonedx'>;
      return { components: components.length };
    }
    case 'slsaProvenance':
      return sourceOf(predicate as Predicate<'slsaProvenance'>);
    case 'vulnerabilities':
      return scanOf(predicate as Predicate<'vulnerabilities'>);
    default:
      return {};
  }
}

function sourceOf({
  buildDefinition,
  runDetails,
}: Predicate<'slsaProvenance'>): Partial<StatementFacts> {
  const commit = (buildDefinition.resolvedDependencies ?? [])
    .map(({ digest }) => digest?.gitCommit)
    .find(found => found !== undefined);
  return present({ builder: runDetails.builder.id, commit });
}

function scanOf(
  predicate: Predicate<'vulnerabilities'>,
): Partial<StatementFacts> {
  const { scanner, metadata } = predicate;
  return {
    scanner: scanner.uri,
    scanned: utcTime(metadata.scanFinishedOn),
    database: utcTime(scanner.db.lastUpdate),
    findings: findingsOf(predicate),
  };
}

/** The certificate of a person names no repository, and that of a pipeline names its own. */
function verifyException(
  bytes: Uint8Array,
  digest: string,
  { repositoryId, ...options }: ReleaseOptions,
): Verdict {
  const about = (artifact: string) => {
    const predicateType = PREDICATE_TYPES.openvex.uri;
    const wanted = { ...options, artifact, predicateType };
    const verdict = verifyBundle(bytes, wanted);
    return verdict.code === 'EVIDENCE_REPOSITORY_UNKNOWN' && repositoryId
      ? verifyBundle(bytes, { ...wanted, repositoryId })
      : verdict;
  };
  const verdict = about(productDigest(options.artifactName));
  return verdict.code === 'EVIDENCE_SUBJECT_MISMATCH' ||
    verdict.code === 'EVIDENCE_DIGEST_NOT_COMPARABLE'
    ? about(digest)
    : verdict;
}

function verifiedOf({ outcome, code, reason, signer }: Verdict): Verified {
  return present({
    outcome,
    code,
    reason,
    signer: signer?.kind === 'certificate' ? signer.subject : signer?.root,
    purpose: signer?.purpose,
  });
}
