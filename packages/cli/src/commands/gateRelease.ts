import {
  digestOf,
  EVIDENCE_FOLDER,
  releaseFacts,
  SEVERITY_LEVELS,
  signStatement,
} from '@companyos/evidence';
import {
  ReleaseGate,
  withoutPolicy,
  type GateDecision,
} from '@companyos/policy';
import type { CommandContext, CommandResult } from '../command';
import { exitCode, UsageError } from '../errors';
import { chooseSigner } from '../signing';
import { asCliError, readTrust, writeNamed } from '../evidence/evidenceFiles';
import { readRelease, type ReleaseFiles } from '../evidence/gateFiles';
import { gateFolder } from '../steps/gateFolder';
import { gateSummary } from './gateSummary';

export type GateReleaseOptions = {
  environment?: string;
  policy?: string;
  key?: string;
  exceptions?: string;
  repository?: string;
  out?: string;
  'sign-with'?: string;
};

/** A decision, and by which policy; undefined when none could be asked. */
type Decided = GateDecision & { policy?: string };

/**
 * Asks the release gate about the evidence of a run. Ends with 0 when it allows and with 1 when it denies; a gate that
 * cannot be asked denies. A key that is named alone is a laptop's: it opens development and nothing else.
 */
export async function gateRelease(
  input: { options: GateReleaseOptions; arguments: string[] },
  context: CommandContext,
): Promise<CommandResult> {
  const { options } = input;
  const [folder = EVIDENCE_FOLDER] = input.arguments;
  const { environment, out, 'sign-with': signWith } = options;
  if (environment === undefined)
    throw new UsageError(
      'Say where the release is to go: --environment production',
    );
  if (out === undefined && signWith !== undefined)
    throw new UsageError(
      'Only a decision that is kept is signed: give --out with --sign-with.',
    );
  try {
    const now = new Date();
    const trust = readTrust(options, 'development', context);
    const release = readRelease(folder, options.exceptions, context);
    const { artifact } = release;
    const facts = releaseFacts(
      { ...release, digest: artifact.digest, artifact: release.bytes },
      {
        policy: trust,
        artifactName: artifact.name,
        repositoryId: options.repository,
        now,
      },
    );
    const decided = await decide(context, gate =>
      gate.decideRelease(facts, { environment, now }),
    );
    if (out !== undefined)
      await keep(
        decided,
        { release, environment, now, out, signWith },
        context,
      );
    return {
      json: { environment, artifact: facts.artifact, ...decided },
      text: describe(decided, release, environment),
      code: decided.allow ? exitCode.ok : exitCode.failed,
    };
  } catch (error) {
    throw asCliError(error);
  }
}

async function decide(
  context: CommandContext,
  ask: (gate: ReleaseGate) => GateDecision,
): Promise<Decided> {
  try {
    const gate = await ReleaseGate.load(gateFolder(context.env));
    return { ...ask(gate), policy: `sha256:${gate.sha256}` };
  } catch (error) {
    return withoutPolicy(error as Error);
  }
}

/** Signs what was decided, so that a deployment can say which decision allowed it. */
async function keep(
  decided: Decided,
  about: {
    release: ReleaseFiles;
    environment: string;
    now: Date;
    out: string;
    signWith?: string;
  },
  context: CommandContext,
) {
  const { release, environment, now, out, signWith } = about;
  if (decided.policy === undefined) return;
  const statement = gateSummary(decided.allow, {
    artifact: release.artifact,
    environment,
    now,
    policy: decided.policy,
    inputs: [
      ...Object.entries(release.bundles),
      ...release.exceptions.map(
        ({ source, bytes }) => [source, bytes] as const,
      ),
    ].map(([name, bytes]) => ({ name, digest: digestOf(bytes) })),
  });
  const { cwd, env } = context;
  const { by } = chooseSigner({ key: signWith, cwd, env });
  const bundle = await signStatement(statement, by);
  writeNamed(out, bundle, context);
}

function describe(
  { allow, violations, counted, excepted }: Decided,
  { artifact }: ReleaseFiles,
  environment: string,
): string {
  const what = `${artifact.name} ${artifact.version}`;
  const counts = SEVERITY_LEVELS.map(level => `${counted[level]} ${level}`);
  return [
    allow
      ? `allow: ${what} may go into ${environment}.`
      : `deny: ${what} may not go into ${environment}.`,
    ...violations.map(({ code, message }) => `  ${code}  ${message}`),
    `Findings that count: ${counts.join(', ')}.`,
    ...excepted.map(
      one =>
        `Excepted until ${one.expires}: ${[one.vulnerability, one.package]
          .filter(Boolean)
          .join(' in ')} (${one.level}), ${one.status}, by ${one.owner}. ${
          one.source
        }`,
    ),
    `Digest: ${artifact.digest}`,
  ].join('\n');
}
