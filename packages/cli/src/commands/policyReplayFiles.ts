import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { entityRefSchema } from '@companyos/plugin-companyos-common';
import {
  DecisionLogClient,
  windowQuerySchema,
  type WindowQuery,
} from '@companyos/plugin-decision-log-common';
import {
  isPolicyFile,
  readDecisions,
  readPolicyFolder,
  type Decisions,
  type PolicyFile,
} from '@companyos/policy-replay';
import type { CommandContext } from '../command';
import { CliError, UsageError } from '../errors';
import { asPortalError } from '../login/portalErrors';
import { openSession } from '../login/session';
import { isFolder } from '../evidence/evidenceFiles';

export type PolicyReplayOptions = {
  policy?: string;
  ref?: string;
  decisions?: string[];
  entity?: string;
  from?: string;
  to?: string;
  portal?: string;
  reviewed?: string;
};

const run = promisify(execFile);
const MAX_FILE_BYTES = 33_554_432;

/**
 * The files of the policy to try: of the working tree, or as Git has them.
 *
 * @throws UsageError when there is no such folder or no such revision
 */
export async function readCandidate(
  { policy: folder = 'policy', ref }: PolicyReplayOptions,
  context: CommandContext,
): Promise<PolicyFile[]> {
  if (ref !== undefined) return readFromGit(folder, ref, context);
  if (!isFolder(folder, context))
    throw new UsageError(
      `'${folder}' is not a folder. Say where the policy is: --policy DIR`,
    );
  return readPolicyFolder(path.resolve(context.cwd, folder));
}

async function readFromGit(
  folder: string,
  ref: string,
  { cwd, env, signal }: CommandContext,
): Promise<PolicyFile[]> {
  const git = async (...args: string[]) => {
    const { stdout } = await run('git', args, {
      ...{ cwd, env, signal, encoding: 'buffer' },
      maxBuffer: MAX_FILE_BYTES,
    });
    return stdout as unknown as Buffer;
  };
  const commit = await git(
    ...['rev-parse', '--verify', '--quiet', '--end-of-options'],
    `${ref}^{commit}`,
  )
    .then(bytes => bytes.toString().trim())
    .catch(() => {
      throw new UsageError(`Git has no commit '${ref}' here.`);
    });
  const top = path.posix.join('.', folder.replaceAll(path.sep, '/'));
  const listed = await git(
    'ls-tree',
    '-r',
    '-z',
    '--name-only',
    commit,
    `${top}/`,
  );
  const names = listed
    .toString()
    .split('\0')
    .map(name => path.posix.relative(top, name))
    .filter(isPolicyFile);
  if (names.length === 0)
    throw new UsageError(`'${ref}' has no policy in '${folder}'.`);
  const files: PolicyFile[] = [];
  for (const name of names) {
    const content = await git('show', `${commit}:./${top}/${name}`);
    files.push({ path: name, content });
  }
  return files;
}

/**
 * The decisions to make again, from files or from the portal.
 *
 * @throws UsageError when the command line does not say which
 */
export async function openDecisions(
  options: PolicyReplayOptions,
  context: CommandContext,
): Promise<Decisions> {
  const { decisions: files = [], entity } = options;
  if (files.length > 0 && entity === undefined)
    return readFiles(files, context);
  if (entity !== undefined && files.length === 0)
    return readFromPortal(entity, options, context);
  throw new UsageError(
    'Say which decisions: --decisions FILE, or --entity REF to get them from the portal.',
  );
}

async function readFiles(
  files: string[],
  { cwd }: CommandContext,
): Promise<Decisions> {
  for (const file of files) {
    if (
      !fs.statSync(path.resolve(cwd, file), { throwIfNoEntry: false })?.isFile()
    )
      throw new UsageError(`'${file}' is not a file.`);
  }
  const open = (file: string) =>
    readDecisions(fs.createReadStream(path.resolve(cwd, file)));
  const first = await open(files[0]);
  async function* all() {
    yield* first.events;
    for (const file of files.slice(1)) yield* (await open(file)).events;
  }
  return { rules: first.rules, events: all() };
}

async function readFromPortal(
  entity: string,
  options: PolicyReplayOptions,
  context: CommandContext,
): Promise<Decisions> {
  const entityRef = entityRefSchema.safeParse(entity).data;
  if (!entityRef)
    throw new UsageError(
      `'${entity}' is no reference such as component:default/customer-records.`,
    );
  const window: WindowQuery = { from: options.from, to: options.to };
  const checked = windowQuerySchema.safeParse(window);
  if (!checked.success) {
    const [{ path: place, message }] = checked.error.issues;
    throw new UsageError(`--${String(place[0])}: ${message}.`);
  }
  const { portal, token } = await openSession(options.portal, context.env);
  const client = new DecisionLogClient({
    baseUrl: `${portal}/api/decision-log`,
    fetch,
  });
  try {
    const { body } = await client.exportEvents(entityRef, window, {
      token,
      signal: context.signal,
    });
    const { rules, events } = await readDecisions(body ?? emptyStream());
    return { rules, events: explained(events, portal) };
  } catch (error) {
    throw asPortalError(error, portal);
  }
}

async function* emptyStream(): AsyncGenerator<Uint8Array> {}

async function* explained(events: AsyncIterable<string>, portal: string) {
  try {
    yield* events;
  } catch (error) {
    throw new CliError(
      `The portal at ${portal} broke off in the middle. Run the command again.`,
      undefined,
      { cause: error },
    );
  }
}
