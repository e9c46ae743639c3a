import {
  GATED_KINDS,
  GATED_STATEMENTS,
  type GatedStatement,
  type ReleaseFacts,
} from '@companyos/evidence';
import type { MirroredEntity } from '@companyos/plugin-companyos-node';
import type { GateDecision } from '@companyos/plugin-supply-chain-common';
import { withoutPolicy, type ReleaseGate } from '@companyos/policy';
import { artifactNames, type EvidenceVerifier } from './EvidenceVerifier';
import type { GateBundle, GateStore } from './GateStore';
import { readSubject, readTools } from './readClaim';
import type { ReleaseRow } from './ReleaseStore';

/** What gives a gate its answers. */
export type GateDeps = {
  gate: ReleaseGate;
  gates: GateStore;
  verifier: EvidenceVerifier;
};

/** What a gate is asked about. */
export type GateAbout = {
  release: ReleaseRow;
  entity: MirroredEntity;
  now: Date;
};

/**
 * Whether a release may go into an environment: the bundles that are kept, verified at this moment, and the policy that
 * `companyos gate release` asks.
 */
export async function askGate(
  deps: GateDeps,
  about: GateAbout & { environment: string },
): Promise<GateDecision> {
  const { environment, now } = about;
  const facts = await factsOf(deps, about);
  const { artifact } = facts;
  try {
    const decision = deps.gate.decideRelease(facts, { environment, now });
    const policy = `sha256:${deps.gate.sha256}`;
    return { environment, artifact, ...decision, policy };
  } catch (error) {
    return { environment, artifact, ...withoutPolicy(error as Error) };
  }
}

/**
 * What a gate decides on.
 *
 * @param wanted - the statements that are asked about; the others are left absent
 */
export async function factsOf(
  { gate, gates, verifier }: GateDeps,
  { release, entity, now }: GateAbout,
  wanted: GatedStatement[] = GATED_STATEMENTS,
): Promise<ReleaseFacts> {
  const evidence = await gates.evidence(release);
  const exceptions = await gates.exceptions(release);
  const verified = evidence.filter(({ outcome }) => outcome === 'verified');
  return verifier.facts(
    {
      digest: release.digest,
      bundles: place(wanted, evidence, gate.tools),
      exceptions: exceptions.map(({ id, bundle }) => ({
        source: `v1/attestations/${id}`,
        bytes: bundle,
      })),
    },
    { entity, artifactName: nameOf(entity, verified), now },
  );
}

/**
 * Which bundle is looked at as what. Tests, source analysis and search for secrets are of one kind: what they were made
 * with says which is which, as it does to the policy.
 *
 * @param evidence - those that count before the others
 */
function place(
  wanted: GatedStatement[],
  evidence: GateBundle[],
  tools: Record<string, string[]>,
): Partial<Record<GatedStatement, Buffer>> {
  const sorted = [
    ...evidence.filter(({ outcome }) => outcome === 'verified'),
    ...evidence.filter(({ outcome }) => outcome !== 'verified'),
  ];
  const placed = wanted.map(name => {
    const kind = GATED_KINDS[name] ?? name;
    const found = sorted
      .filter(one => one.kind === kind)
      .find(
        ({ bundle }) =>
          kind !== 'testResult' ||
          readTools(bundle).some(tool => tools[name]?.includes(tool)),
      );
    return [name, found?.bundle] as const;
  });
  return Object.fromEntries(placed.filter(([, bundle]) => bundle));
}

/**
 * Of the entity's artifacts the one that this is a release of: signed statements name its file, which begins with the
 * artifact's name.
 */
function nameOf(entity: MirroredEntity, verified: GateBundle[]): string {
  const names = artifactNames(entity);
  if (names.length === 1) return names[0];
  const files = verified.map(({ bundle }) => readSubject(bundle));
  const found = [...names]
    .sort((a, b) => b.length - a.length)
    .find(name =>
      files.some(file => file === name || file?.startsWith(`${name}-`)),
    );
  return found ?? names[0];
}
