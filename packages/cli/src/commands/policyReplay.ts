import fs from 'node:fs';
import path from 'node:path';
import type { ReplayOutcome } from '@companyos/plugin-decision-log-common';
import {
  Candidate,
  DEFAULT_LIMITS,
  isAccepted,
  judge,
  parseReviews,
  replay,
  ReplayError,
  unproven,
  type Judgement,
  type Review,
} from '@companyos/policy-replay';
import { parse as parseYaml } from 'yaml';
import type { CommandContext, CommandResult } from '../command';
import { cacheDir } from '../checkout';
import { CliError, exitCode, MissingError, UsageError } from '../errors';
import { provideTool } from '../tools/provideTool';
import { readNamed } from '../evidence/evidenceFiles';
import { describeReplay } from './policyReplayText';
import {
  openDecisions,
  readCandidate,
  type PolicyReplayOptions,
} from './policyReplayFiles';

/**
 * Makes logged decisions again with another policy. Ends with 1 when something is allowed that was not and nobody has
 * reviewed that, with 5 when the policy keeps decisions from being made again, with 0 otherwise.
 */
export async function policyReplay(
  input: { options: PolicyReplayOptions; arguments: string[] },
  context: CommandContext,
): Promise<CommandResult> {
  const { options } = input;
  const reviews = readReviews(options.reviewed, context);
  const files = await readCandidate(options, context);
  const decisions = await openDecisions(options, context);
  const opa = await provideTool('opa', {
    ...context,
    logFile: path.join(cacheDir(context.env, 'logs', 'opa'), 'build.log'),
  });
  try {
    const candidate = await Candidate.compile(files, {
      opa,
      limits: DEFAULT_LIMITS,
      signal: context.signal,
    });
    try {
      const outcome = await context.steps.run('Replay decisions', () =>
        replay({ candidate, ...decisions }),
      );
      const judgement = judge(outcome, reviews, new Date());
      return toResult(outcome, judgement);
    } finally {
      await candidate.close();
    }
  } catch (error) {
    throw asCliError(error);
  }
}

function toResult(outcome: ReplayOutcome, judgement: Judgement): CommandResult {
  const accepted = isAccepted(judgement);
  const proven = unproven(outcome) === 0;
  return {
    json: { accepted, proven, ...judgement, outcome },
    text: describeReplay(outcome, judgement),
    code: codeOf(accepted, proven),
  };
}

function codeOf(accepted: boolean, proven: boolean): number {
  if (!accepted) return exitCode.failed;
  return proven ? exitCode.ok : exitCode.unproven;
}

function readReviews(
  file: string | undefined,
  context: CommandContext,
): Review[] {
  if (file === undefined) return [];
  // A check that is always asked for has nothing to read until something was reviewed.
  if (!fs.existsSync(path.resolve(context.cwd, file))) {
    context.steps.say(`There is no '${file}', so nothing is reviewed.`);
    return [];
  }
  let document: unknown;
  try {
    document = parseYaml(readNamed(file, context).toString('utf8'));
  } catch (error) {
    throw new UsageError(`'${file}' is not YAML: ${(error as Error).message}`);
  }
  try {
    return parseReviews(document);
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    throw new UsageError(`'${file}' is wrong. ${error.message}.`);
  }
}

function asCliError(error: unknown): unknown {
  if (!(error instanceof ReplayError)) return error;
  return error.code === 'OPA_UNAVAILABLE'
    ? new MissingError(`${error.message}.`, { cause: error })
    : new CliError(error.message, exitCode.failed, { cause: error });
}
