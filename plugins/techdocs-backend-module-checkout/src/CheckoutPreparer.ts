import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  resolveSafeChildPath,
  type LoggerService,
  type UrlReaderService,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { NotModifiedError } from '@backstage/errors';
import {
  DirectoryPreparer,
  type PreparerBase,
  type PreparerOptions,
  type PreparerResponse,
} from '@backstage/plugin-techdocs-node';
import { parse } from 'yaml';

const configFiles = ['mkdocs.yml', 'mkdocs.yaml'];

/**
 * Prepares `backstage.io/techdocs-ref: dir:…` of an entity that was read from disk.
 *
 * TechDocs by itself builds in the folder: it rewrites `mkdocs.yml` there, walks through everything beside it
 * (`node_modules` of a checkout), and takes each view for a change. This one copies the configuration and the docs
 * folder, and gives the copy an etag that changes with the content. Sources that are not on disk stay with
 * {@link DirectoryPreparer}.
 */
export class CheckoutPreparer implements PreparerBase {
  static fromConfig(
    config: Config,
    options: { logger: LoggerService; reader: UrlReaderService },
  ): CheckoutPreparer {
    return new CheckoutPreparer(
      DirectoryPreparer.fromConfig(config, options),
      config.getOptionalString('backend.workingDirectory') ?? tmpdir(),
    );
  }

  private constructor(
    private readonly directories: DirectoryPreparer,
    private readonly workingDirectory: string,
  ) {}

  /** What was prepared is always a copy. */
  shouldCleanPreparedDirectory(): boolean {
    return true;
  }

  /**
   * @throws NotModifiedError if the content is that of `options.etag`.
   * @throws NotAllowedError if `docs_dir` leads out of the folder.
   */
  async prepare(
    entity: Entity,
    options?: PreparerOptions,
  ): Promise<PreparerResponse> {
    const source = await this.directories.prepare(entity, options);
    // only a folder on disk comes without an etag
    if (source.etag) return source;

    const preparedDir = await mkdtemp(
      path.join(this.workingDirectory, 'techdocs-checkout-'),
    );
    try {
      await copySite(source.preparedDir, preparedDir);
      const etag = await digestOf(preparedDir);
      if (etag === options?.etag) throw new NotModifiedError();
      return { preparedDir, etag };
    } catch (error) {
      await rm(preparedDir, { recursive: true, force: true });
      throw error;
    }
  }
}

async function copySite(from: string, to: string) {
  const configFile = configFiles.find(file =>
    existsSync(path.join(from, file)),
  );
  let docsDir = 'docs';
  if (configFile) {
    await cp(path.join(from, configFile), path.join(to, configFile));
    // mkdocs knows tags that YAML does not; they do not matter here
    const config = parse(await readFile(path.join(to, configFile), 'utf8'), {
      logLevel: 'silent',
    });
    docsDir = config?.docs_dir ?? docsDir;
  }
  await cp(
    resolveSafeChildPath(from, docsDir),
    resolveSafeChildPath(to, docsDir),
    // a link that leads out of the folder must still do so in the copy, where TechDocs refuses it
    { recursive: true, verbatimSymlinks: true },
  );
}

async function digestOf(dir: string): Promise<string> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const content = await readFile(file);
    hash.update(`${path.relative(dir, file)}\0${content.length}\0`);
    hash.update(content);
  }
  return hash.digest('hex');
}
