import fs from 'node:fs';
import path from 'node:path';
import { EvidenceError } from '@companyos/evidence';
import type { CommandContext } from '../command';
import { CliError, exitCode, UsageError } from '../errors';

/** Reads a file that the command line names. */
export function readNamed(file: string, context: CommandContext): Buffer {
  try {
    return fs.readFileSync(path.resolve(context.cwd, file));
  } catch (error) {
    throw new UsageError(
      `'${file}' could not be read: ${(error as Error).message}.`,
    );
  }
}

/** Reads a file of JSON that the command line names. */
export function readJson(file: string, context: CommandContext): unknown {
  const text = readNamed(file, context).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`'${file}' is not JSON: ${(error as Error).message}.`);
  }
}

/** Turns what the library refuses into an error of the command line: what was given was wrong, or a service failed. */
export function asCliError(error: unknown): unknown {
  if (!(error instanceof EvidenceError)) return error;
  const code =
    error.code === 'EVIDENCE_SIGNING_FAILED' ? exitCode.failed : exitCode.usage;
  return new CliError(`${error.message}.`, code, { cause: error });
}
