import { InputError } from '@backstage/errors';
import {
  findingsOf,
  type Finding,
  predicateNameOf,
  readExceptions,
  type Predicate,
  type PredicateName,
  type ReadException,
  SEVERITY_LEVELS,
  type Statement,
} from '@companyos/evidence';
import type {
  Deployment,
  Provenance,
  Sbom,
  Scan,
  TestRun,
} from '@companyos/plugin-supply-chain-common';
import { readPurl } from '../purl';
import type { IndexedComponent } from './collectComponents';
import { cycloneDxProblem } from './cycloneDxSchema';
import { readCycloneDx } from './readCycloneDx';
import { readSpdx } from './readSpdx';

/** What a deployment's statement says. */
export type DeploymentFacts = Pick<
  Deployment,
  'environment' | 'result' | 'strategy' | 'version' | 'startedOn' | 'finishedOn'
>;

/** What is kept of a verified statement beside its bundle, by its kind. */
export type Facts = {
  cyclonedx: Sbom;
  deployment: DeploymentFacts;
  openvex: { exceptions: ReadException[] };
  release: { version?: string };
  slsaProvenance: Provenance;
  spdx2: Sbom;
  testResult: TestRun;
  vulnerabilities: Scan;
};

/** The kinds that are bills of materials. */
export const SBOM_KINDS = ['cyclonedx', 'spdx2'] as const;

/** @see extractContent */
export type Extracted = {
  facts?: Facts[keyof Facts];
  components: IndexedComponent[];
  /** The most severe first. */
  findings: Finding[];
};

/** The bundle that something was taken out of, by the database's numbers. */
export type IndexedBundle = { releaseId: number; attestation: number };

/** What {@link extractContent} takes out of what is not verified. */
export const NOTHING: Extracted = { components: [], findings: [] };

/** What a statement is about, and how much of it is taken. */
export type Scope = {
  maxComponents: number;
  /** Of the artifact. */
  digest: string;
  /** Names of the entity's artifacts. */
  artifactNames: string[];
};

type Readers = {
  [N in keyof Facts]: (
    predicate: Predicate<N>,
    scope: Scope,
  ) => Partial<Extracted> & { facts: Facts[N] };
};

const readers: Readers = {
  cyclonedx: readValidCycloneDx,
  deployment: predicate => ({ facts: readDeployment(predicate) }),
  openvex: (document, scope) => ({ facts: readVex(document, scope) }),
  release: ({ purl }) => ({ facts: { version: readPurl(purl)?.version } }),
  slsaProvenance: predicate => ({ facts: readProvenance(predicate) }),
  spdx2: (document, { maxComponents }) => readSpdx(document, maxComponents),
  testResult: predicate => ({ facts: readTestRun(predicate) }),
  vulnerabilities: predicate => readScan(predicate),
};

/**
 * Takes out of a verified statement what lists and searches show. To be given nothing that is not verified.
 *
 * @throws InputError when it is larger than the limits, not valid, or of a format that is not read.
 */
export function extractContent(
  statement: Statement | undefined,
  scope: Scope,
): Extracted {
  const kind = statement && predicateNameOf(statement.predicateType);
  if (kind === 'spdx3')
    throw new InputError(
      'SPDX 3 is not read here, so nobody would find what it lists; send CycloneDX 1.2 to 1.7, or SPDX 2.2 or 2.3, in JSON',
    );
  if (!kind || !hasReader(kind)) return NOTHING;
  // Verification held the body against the schema of this very kind.
  return { ...NOTHING, ...readers[kind](statement.predicate as never, scope) };
}

function hasReader(kind: PredicateName): kind is keyof Facts {
  return Object.hasOwn(readers, kind);
}

/** Counted before it is held against the schema, which takes longer. */
function readValidCycloneDx(
  bom: Predicate<'cyclonedx'>,
  { maxComponents }: Scope,
) {
  const { specVersion } = bom;
  const read = readCycloneDx(bom, maxComponents);
  const problem = cycloneDxProblem(bom, specVersion);
  if (problem !== undefined)
    throw new InputError(
      `The bill of materials is not valid CycloneDX ${specVersion}: ${problem}`,
    );
  return read;
}

function readProvenance({
  buildDefinition,
  runDetails,
}: Predicate<'slsaProvenance'>): Provenance {
  const [source] = buildDefinition.resolvedDependencies ?? [];
  return {
    builder: runDetails.builder.id,
    buildType: buildDefinition.buildType,
    source: source?.uri ?? source?.name,
    commit: source?.digest?.gitCommit ?? source?.digest?.sha1,
    startedOn: runDetails.metadata?.startedOn,
    finishedOn: runDetails.metadata?.finishedOn,
  };
}

function readTestRun(predicate: Predicate<'testResult'>): TestRun {
  const [configuration] = predicate.configuration;
  return {
    name: configuration?.name ?? configuration?.uri ?? 'test',
    result: predicate.result,
    passed: predicate.passedTests?.length,
    warned: predicate.warnedTests?.length,
    failed: predicate.failedTests?.length,
    url: predicate.url,
  };
}

function readScan(predicate: Predicate<'vulnerabilities'>): {
  facts: Scan;
  findings: Finding[];
} {
  const { scanner, metadata } = predicate;
  const findings = findingsOf(predicate).sort(bySeverity);
  const levels = findings.map(({ level }) => level);
  const facts = {
    scanner: [scanner.uri, scanner.version].filter(Boolean).join(' '),
    databaseUpdatedOn: scanner.db.lastUpdate,
    finishedOn: metadata.scanFinishedOn,
    findings: levels.length,
    byLevel: SEVERITY_LEVELS.map(level => ({
      level,
      findings: levels.filter(one => one === level).length,
    })),
  };
  return { facts, findings };
}

function bySeverity(a: Finding, b: Finding): number {
  return (
    SEVERITY_LEVELS.indexOf(a.level) - SEVERITY_LEVELS.indexOf(b.level) ||
    (b.score ?? 0) - (a.score ?? 0) ||
    (a.id < b.id ? -1 : 1)
  );
}

function readVex(
  document: Predicate<'openvex'>,
  { artifactNames, digest }: Scope,
): Facts['openvex'] {
  const read = artifactNames.flatMap(artifactName =>
    readExceptions(document, { artifactName, digest }).filter(
      ({ applies }) => applies,
    ),
  );
  // Where it names no product it is about each of the names, and is still one.
  const once = new Map(read.map(one => [JSON.stringify(one), one]));
  return { exceptions: [...once.values()] };
}

function readDeployment(predicate: Predicate<'deployment'>): DeploymentFacts {
  const { environment, result, strategy, version } = predicate;
  return {
    environment,
    result,
    strategy,
    version,
    // In one form, so that they sort as text.
    startedOn: new Date(predicate.startedOn).toISOString(),
    finishedOn: new Date(predicate.finishedOn).toISOString(),
  };
}
