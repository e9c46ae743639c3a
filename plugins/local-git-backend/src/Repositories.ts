import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  createRepositoryBodySchema,
  type CreateRepositoryBody,
} from '@companyos/plugin-local-git-common';
import { z } from 'zod/v4';
import { BareRepository } from './BareRepository';
import type { HostFolder } from './HostFolder';
import type { PushStore } from './PushStore';
import type { RepositoryRecord, RepositoryStore } from './RepositoryStore';

// The row's facts, kept inside the folder too, so that a folder alone is enough to get its row back.
const FACTS = 'companyos.json';

const factsSchema = createRepositoryBodySchema.extend({
  createdBy: z.string(),
  createdAt: z.coerce.date(),
});

/**
 * Creates and deletes repositories, which live in two places at once: a folder and a row.
 *
 * The folder is the truth. Creating makes the folder first, whole, by renaming it into place, and the row after;
 * deleting moves the folder away first. So whenever the process is killed between the two, mending is the same rule:
 * a folder without a row gets one, a row without a folder goes.
 */
export class Repositories {
  readonly #folder: HostFolder;
  readonly #store: RepositoryStore;
  readonly #pushes: PushStore;
  readonly #logger: LoggerService;

  constructor(options: {
    folder: HostFolder;
    store: RepositoryStore;
    pushes: PushStore;
    logger: LoggerService;
  }) {
    this.#folder = options.folder;
    this.#store = options.store;
    this.#pushes = options.pushes;
    this.#logger = options.logger;
  }

  /**
   * Makes an empty repository, once: asked again with the same `createdFor`, it gives the one that is there.
   *
   * @throws ConflictError when the name is taken by another, naming whose it is.
   */
  async create(
    input: CreateRepositoryBody,
    createdBy: string,
  ): Promise<{ record: RepositoryRecord; created: boolean }> {
    return this.#store.locked(input.name, async store => {
      const known = await this.#mend(input.name, store);
      if (known) {
        if (known.createdFor && known.createdFor === input.createdFor) {
          return { record: known, created: false };
        }
        const whose = known.owner ?? known.createdBy;
        throw new ConflictError(
          `The repository '${known.name}' exists already and belongs to ${whose}; choose another name`,
        );
      }
      const record: RepositoryRecord = {
        ...input,
        description: input.description ?? '',
        createdBy,
        createdAt: new Date(),
      };
      await this.#makeFolder(record);
      try {
        await store.add(record);
      } catch (error) {
        await this.#removeFolder(record.name);
        throw error;
      }
      return { record, created: true };
    });
  }

  /** @throws NotFoundError when there is no such repository. */
  async get(name: string): Promise<RepositoryRecord> {
    const record = await this.#store.get(name);
    if (!record) throw new NotFoundError(`There is no repository '${name}'`);
    return record;
  }

  open(name: string): BareRepository {
    return new BareRepository(this.#folder.repository(name));
  }

  /** Removes the folder, the rows and the logs. */
  async delete(name: string): Promise<void> {
    await this.#store.locked(name, async store => {
      const logs = await this.#pushes.ids(name);
      await this.#removeFolder(name);
      await store.remove(name);
      for (const id of logs) await rm(this.#folder.log(id), { force: true });
    });
  }

  /** Brings folders and rows together again, for all names; run at start. */
  async mendAll(): Promise<void> {
    const onDisk = new Set(await this.#folder.repositories());
    const inRows = new Set(await this.#store.names());
    for (const name of new Set([...onDisk, ...inRows])) {
      if (onDisk.has(name) === inRows.has(name)) continue;
      await this.#store.locked(name, store => this.#mend(name, store));
    }
  }

  async #mend(
    name: string,
    store: RepositoryStore,
  ): Promise<RepositoryRecord | undefined> {
    const record = await store.get(name);
    const folder = this.#folder.repository(name);
    const stands = await exists(folder);
    if (record && !stands) {
      this.#logger.warn(`Repository '${name}' has no folder; its row goes`);
      await store.remove(name);
      return undefined;
    }
    if (!record && stands) {
      this.#logger.warn(`Repository '${name}' has no row; it gets one`);
      const found = await readFacts(folder, name);
      await store.add(found);
      return found;
    }
    return record;
  }

  async #makeFolder(record: RepositoryRecord): Promise<void> {
    const temporary = this.#folder.temporary();
    try {
      await BareRepository.init(temporary, this.#folder.includePath);
      await writeFile(join(temporary, FACTS), JSON.stringify(record));
      await rename(temporary, this.#folder.repository(record.name));
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
  }

  async #removeFolder(name: string): Promise<void> {
    const temporary = this.#folder.temporary();
    await rename(this.#folder.repository(name), temporary).catch(ignoreMissing);
    await rm(temporary, { recursive: true, force: true });
  }
}

async function readFacts(
  folder: string,
  name: string,
): Promise<RepositoryRecord> {
  const text = await readFile(join(folder, FACTS), 'utf8').catch(() => '{}');
  const facts = factsSchema.safeParse({ ...parseJson(text), name });
  if (facts.success) return facts.data;
  return {
    name,
    description: '',
    createdBy: 'unknown',
    createdAt: (await stat(folder)).birthtime,
  };
}

function parseJson(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    error => {
      ignoreMissing(error);
      return false;
    },
  );
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
