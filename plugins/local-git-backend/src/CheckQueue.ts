import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Push } from '@companyos/plugin-local-git-common';
import type { LocalGitConfig } from './config';
import type { HostFolder } from './HostFolder';
import { parsePushNote } from './pushNote';
import type { CheckOutcome, PushStore } from './PushStore';
import type { Repositories } from './Repositories';
import { runCheck } from './runCheck';

/**
 * Picks up what the hook noted and checks one commit after the other. Nothing is lost when the process ends: a note
 * stays on disk until its row stands, and a check that was cut off is run again.
 */
export class CheckQueue {
  readonly #options: CheckQueueOptions;
  readonly #stop = new AbortController();
  #work?: Promise<void>;
  #again = false;

  constructor(options: CheckQueueOptions) {
    this.#options = options;
  }

  /** Takes up what waits; called at start and after every push. */
  wake(): void {
    if (this.#stop.signal.aborted) return;
    this.#again = true;
    this.#work ??= this.#run().finally(() => {
      this.#work = undefined;
    });
  }

  /** Ends the running check, which is queued again for the next start. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#work;
  }

  async #run(): Promise<void> {
    const { logger, pushes } = this.#options;
    try {
      // One at a time: what is marked as running now was cut off.
      await pushes.requeueRunning();
      while (!this.#stop.signal.aborted) {
        this.#again = false;
        await this.#collect();
        const push = await pushes.claim();
        if (push) await this.#check(push);
        else if (!this.#again) return;
      }
    } catch (error) {
      logger.error('Checking pushed commits stopped', toError(error));
    }
  }

  async #collect(): Promise<void> {
    const { folder, logger } = this.#options;
    for (const file of await notesByAge(folder.queue)) {
      try {
        await this.#enqueue(file);
        await rm(join(folder.queue, file));
      } catch (error) {
        logger.warn(`Could not queue the push '${file}'`, toError(error));
      }
    }
  }

  async #enqueue(file: string): Promise<void> {
    const { config, folder, logger, pushes, repositories } = this.#options;
    const path = join(folder.queue, file);
    const note = parsePushNote(file, await readFile(path, 'utf8'));
    if (!note) {
      logger.warn(`The note of push '${file}' cannot be read; it is dropped`);
      return;
    }
    const branch = await repositories.open(note.repository).defaultBranch();
    const update = note.updates.find(u => u.ref === `refs/heads/${branch}`);
    if (!update) return;
    await pushes.add({
      id: note.id,
      repository: note.repository,
      pusher: note.pusher,
      ...update,
      command: config.checks.command.join(' '),
      pushedAt: (await stat(path)).mtime,
    });
  }

  async #check(push: Push): Promise<void> {
    const { config, folder, logger, onFinished, pushes } = this.#options;
    const outcome = await runCheck({
      repository: folder.repository(push.repository),
      name: push.repository,
      commit: push.commit,
      ...config.checks,
      variables: {
        COMPANYOS_REPOSITORY: push.repository,
        COMPANYOS_REPOSITORY_URL: `${config.baseUrl}/repos/${push.repository}`,
        COMPANYOS_COMMIT: push.commit,
        COMPANYOS_REF: push.ref,
        COMPANYOS_RUN_ID: `${config.baseUrl}/v1/pushes/${push.id}`,
      },
      logPath: folder.log(push.id),
      signal: this.#stop.signal,
    });
    if (!outcome) {
      await pushes.requeueRunning();
      return;
    }
    await pushes.finish(push.id, outcome);
    logger.info(
      `Check of ${push.repository} at ${push.commit.slice(0, 8)}: ${
        outcome.state
      }`,
    );
    await onFinished({ ...push, ...outcome });
  }
}

/** What the queue works with. */
export type CheckQueueOptions = {
  config: LocalGitConfig;
  folder: HostFolder;
  repositories: Repositories;
  pushes: PushStore;
  logger: LoggerService;
  /** Told of every outcome; must not throw. */
  onFinished: (push: Push & CheckOutcome) => Promise<void>;
};

async function notesByAge(queue: string): Promise<string[]> {
  const files = (await readdir(queue)).filter(file => file.endsWith('.push'));
  const aged = await Promise.all(
    files.map(async file => ({
      file,
      age: (await stat(join(queue, file))).mtimeMs,
    })),
  );
  return aged.sort((a, b) => a.age - b.age).map(({ file }) => file);
}
