import fs from 'node:fs';
import path from 'node:path';
import {
  BUNDLE_ENDING,
  EvidenceError,
  MAX_BUNDLE_BYTES,
  parseTrustPolicy,
  type Outcome,
  type TrustPolicy,
  type TrustPurpose,
} from '@companyos/evidence';
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

/** Writes a file that the command line names, with its folders. Returns its path. */
export function writeNamed(
  file: string,
  content: Uint8Array,
  context: CommandContext,
): string {
  const target = path.resolve(context.cwd, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, content);
  return target;
}

/** Whether the command line names a folder that is there. */
export function isFolder(folder: string, { cwd }: CommandContext): boolean {
  return (
    fs
      .statSync(path.resolve(cwd, folder), { throwIfNoEntry: false })
      ?.isDirectory() ?? false
  );
}

/**
 * The files of all bundles in a folder, by name.
 *
 * @throws UsageError when it is no folder, or has none
 */
export function bundlesIn(folder: string, context: CommandContext): string[] {
  if (!isFolder(folder, context))
    throw new UsageError(`'${folder}' is not a folder.`);
  const files = fs
    .readdirSync(path.resolve(context.cwd, folder))
    .filter(name => name.endsWith(BUNDLE_ENDING))
    .sort()
    .map(name => path.join(folder, name));
  if (files.length === 0)
    throw new UsageError(
      `'${folder}' has no bundle: no file ends with ${BUNDLE_ENDING}.`,
    );
  return files;
}

/** No more of a bundle's file than decides that it is too large; undefined where there is none. */
export function readBundleFile(
  file: string,
  context: CommandContext,
): Buffer | undefined {
  const target = path.resolve(context.cwd, file);
  if (!fs.existsSync(target)) return undefined;
  if (!fs.statSync(target).isFile())
    throw new UsageError(`'${file}' is not a file.`);
  const descriptor = fs.openSync(target, 'r');
  try {
    const size = Math.min(fs.fstatSync(descriptor).size, MAX_BUNDLE_BYTES + 1);
    const bytes = Buffer.alloc(size);
    return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, size, 0));
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * Whom the command line trusts: a trust policy, or one public key.
 *
 * @param purpose - what a key that is named alone is good for
 */
export function readTrust(
  { policy, key }: { policy?: string; key?: string },
  purpose: TrustPurpose,
  context: CommandContext,
): TrustPolicy {
  if (policy !== undefined && key === undefined)
    return parseTrustPolicy(readJson(policy, context));
  if (key !== undefined && policy === undefined) {
    const publicKey = readNamed(key, context).toString('utf8');
    return parseTrustPolicy({ keys: [{ name: 'key', publicKey, purpose }] });
  }
  throw new UsageError(
    'Say whom to trust: --policy FILE, or --key FILE with a public key.',
  );
}

/** 0 when everything is verified, 1 when something is wrong, 5 when nothing is wrong but something is not proven. */
export function exitCodeOf(outcomes: Outcome[]): number {
  if (outcomes.includes('failed')) return exitCode.failed;
  return outcomes.every(outcome => outcome === 'verified')
    ? exitCode.ok
    : exitCode.unproven;
}

/** Turns what the library refuses into an error of the command line: what was given was wrong, or a service failed. */
export function asCliError(error: unknown): unknown {
  if (!(error instanceof EvidenceError)) return error;
  const code =
    error.code === 'EVIDENCE_SIGNING_FAILED' ? exitCode.failed : exitCode.usage;
  return new CliError(`${error.message}.`, code, { cause: error });
}
