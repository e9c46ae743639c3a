import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { repositoryNameSchema } from '@companyos/plugin-local-git-common';

// Durable before the pusher gets the answer: the note is complete under a hidden name before it gets its own.
const HOOK = `#!/bin/sh
# Written by the portal when it starts. Notes what was pushed; the portal picks the note up at once, or when it is back.
set -eu
queue=$(dirname "$0")/../queue
note=$queue/.$$
{
  basename "$(pwd -P)" .git
  printf '%s\\n' "\${REMOTE_USER:-unknown}"
  cat
} >"$note"
mv "$note" "$queue/$(date +%s)-$$.push"
`;

/**
 * What the host keeps on disk: one folder `<name>.git` a repository, and its own things under `.host`, a name that no
 * repository can have.
 */
export class HostFolder {
  readonly hooks: string;
  readonly queue: string;
  readonly logs: string;
  readonly #own: string;
  readonly #temporary: string;

  constructor(readonly root: string) {
    this.#own = join(root, '.host');
    this.hooks = join(this.#own, 'hooks');
    this.queue = join(this.#own, 'queue');
    this.logs = join(this.#own, 'logs');
    this.#temporary = join(this.#own, 'tmp');
  }

  /** Makes the folders, writes the shared settings and the hook, and removes what an interrupted run left. */
  async prepare(options: { maxPushSize: number }): Promise<void> {
    await rm(this.#temporary, { recursive: true, force: true });
    for (const dir of [this.hooks, this.queue, this.logs, this.#temporary]) {
      await mkdir(dir, { recursive: true });
    }
    await replaceFile(join(this.hooks, 'post-receive'), HOOK, 0o755);
    await replaceFile(
      join(this.#own, 'git.config'),
      sharedSettings(this.hooks, options.maxPushSize),
      0o644,
    );
  }

  /** The shared settings as a repository's own config file names them; relative, so that the root can be moved. */
  readonly includePath = '../.host/git.config';

  repository(name: string): string {
    return join(this.root, `${name}.git`);
  }

  log(pushId: string): string {
    return join(this.logs, `${pushId}.log`);
  }

  /** A path for work that appears whole or not at all; on the same file system as the repositories. */
  temporary(): string {
    return join(this.#temporary, randomUUID());
  }

  /** The names of all repositories that stand on disk. */
  async repositories(): Promise<string[]> {
    const entries = await readdir(this.root, { withFileTypes: true });
    return entries
      .filter(entry => entry.isDirectory() && entry.name.endsWith('.git'))
      .map(entry => entry.name.slice(0, -'.git'.length))
      .filter(name => repositoryNameSchema.safeParse(name).success);
  }
}

function sharedSettings(hooks: string, maxPushSize: number): string {
  // JSON's escapes are the ones that Git reads in quotes.
  return [
    '# Written by the portal when it starts, included by every repository.',
    '[core]',
    `\thooksPath = ${JSON.stringify(hooks)}`,
    '[receive]',
    `\tmaxInputSize = ${maxPushSize}`,
    '[uploadpack]',
    '\tallowFilter = true',
    '[gc]',
    '\t# Housekeeping ends with the push that caused it, so no process is left behind.',
    '\tautoDetach = false',
    '',
  ].join('\n');
}

// A push may run the hook at this very moment: it sees the old file or the new one.
async function replaceFile(path: string, content: string, mode: number) {
  const next = `${path}.${randomUUID()}`;
  await writeFile(next, content, { mode });
  await rename(next, path);
}
