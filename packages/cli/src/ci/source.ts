import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod/v4';
import { CliError, UsageError } from '../errors';
import { capture } from '../process/exec';

/** What is built: a commit of a Git repository. */
export type Source = {
  /** The folder of the clone. */
  root: string;
  name: string;
  /** Version of the package and the commit, such as `1.4.2-3f2a91c07be4`: the release as people know it. */
  version: string;
  /** Files and folders that a tarball takes, besides the manifests. */
  files: string[];
  commit: string;
  /** When the commit was made, RFC 3339 in UTC. */
  committedAt: string;
  ref?: string;
  /** Where the repository is, without credentials. */
  repository?: string;
};

const manifestSchema = z.looseObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/, 'use the name of the component'),
  version: z.string().regex(/^\d+\.\d+\.\d+[0-9A-Za-z.-]*$/, 'use a version'),
  files: z.array(z.string().min(1)).default([]),
});

/**
 * Reads what a folder would be built from.
 *
 * @throws UsageError when it is not a service's clone with a commit.
 */
export async function readSource(
  root: string,
  env: NodeJS.ProcessEnv,
): Promise<Source> {
  const git = (...args: string[]) => capture('git', ['-C', root, ...args], env);
  const manifest = readManifest(root);
  const [commit, seconds] =
    (await git('log', '-1', '--format=%H %ct'))?.split(' ') ?? [];
  if (!commit)
    throw new UsageError(
      'Evidence is about a commit, and there is none: run this in a Git clone of the service, after the first commit.',
    );
  return {
    root,
    name: manifest.name,
    version: `${manifest.version}-${commit.slice(0, 12)}`,
    files: manifest.files,
    commit,
    committedAt: new Date(Number(seconds) * 1000).toISOString(),
    ref:
      env.GITHUB_REF ??
      env.COMPANYOS_REF ??
      (await git('symbolic-ref', '--quiet', 'HEAD')),
    repository: repositoryOf(env, await git('remote', 'get-url', 'origin')),
  };
}

function readManifest(root: string): z.infer<typeof manifestSchema> {
  const file = path.join(root, 'package.json');
  if (!fs.existsSync(file))
    throw new UsageError(
      `There is no package.json in ${root}. Run this in the root of a service.`,
    );
  let json: unknown;
  try {
    json = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `package.json is not JSON: ${(error as Error).message}.`,
    );
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(
    `package.json, '${issue.path.join('.')}': ${issue.message}.`,
  );
}

function repositoryOf(
  env: NodeJS.ProcessEnv,
  remote: string | undefined,
): string | undefined {
  if (env.GITHUB_REPOSITORY)
    return `${env.GITHUB_SERVER_URL ?? 'https://github.com'}/${
      env.GITHUB_REPOSITORY
    }`;
  const url = env.COMPANYOS_REPOSITORY_URL ?? remote;
  // A path of this machine says nothing to anybody else; user and password are nobody else's business.
  if (!url || !/^https?:/.test(url)) return undefined;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`.replace(/\.git$/, '');
}

/**
 * Makes sure that the folder holds the commit and nothing else.
 *
 * @throws CliError that names what differs.
 */
export async function assertCommitted(
  { root }: Source,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const status = await capture(
    'git',
    ['-C', root, 'status', '--porcelain', '--untracked-files=normal'],
    env,
  );
  if (!status) return;
  const lines = status.split('\n');
  const shown = lines
    .slice(0, 5)
    .map(line => line.trim().replace(/^\S+\s+/, ''));
  throw new CliError(
    `Evidence would name a commit that this was not built from: ${shown.join(
      ', ',
    )}${lines.length > 5 ? ` and ${lines.length - 5} more` : ''} ${
      lines.length === 1 ? 'is' : 'are'
    } not committed. Commit or stash, and run it again.`,
  );
}
