import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  ADR_PATH_ANNOTATION,
  DEFAULT_ADR_PATH,
  toAdrFolder,
} from '@companyos/plugin-adr-common';
import {
  EntitySourceReader,
  SourceError,
  withSpan,
  type EntityMirror,
  type MirroredEntity,
} from '@companyos/plugin-companyos-node';
import type { AdrConfig } from './config';
import type { IngestStore } from './IngestStore';
import { readDocuments } from './readDocuments';
import type { LastReading, SourceStore } from './SourceStore';
import { techDocsPath } from './techDocsPath';

const DOCS = 'docs';

// Raised when the same file is to be read in another way: every source is read anew then.
const READER_VERSION = 1;

/** Looks at the sources of all entities, so that the stored documents are what the sources hold. */
export class SourceSync {
  readonly #config: AdrConfig;
  readonly #deps: {
    logger: LoggerService;
    mirror: EntityMirror;
    reader: EntitySourceReader;
    sources: SourceStore;
    ingest: IngestStore;
  };

  constructor(
    config: AdrConfig,
    deps: {
      logger: LoggerService;
      mirror: EntityMirror;
      reader: EntitySourceReader;
      sources: SourceStore;
      ingest: IngestStore;
    },
  ) {
    this.#config = config;
    this.#deps = deps;
  }

  /**
   * One round. Sources that answered the last time go first, and each has its own time limit, so that those which do
   * not answer hold up nobody else.
   */
  async run(signal: AbortSignal): Promise<void> {
    const { mirror, sources } = this.#deps;
    await mirror.sync();
    const entities = await mirror.list({
      kinds: this.#config.kinds,
      annotation: ADR_PATH_ANNOTATION,
    });
    await sources.keepOnly(entities.map(({ entityRef }) => entityRef));
    const last = await sources.lastReadings();
    const waiting = entities
      .map(entity => ({ entity, last: last.get(entity.entityRef) }))
      .sort(
        (a, b) =>
          (a.last?.failures ?? 0) - (b.last?.failures ?? 0) ||
          (a.last?.checkedAt.getTime() ?? 0) -
            (b.last?.checkedAt.getTime() ?? 0),
      );
    const worker = async () => {
      for (
        let next = waiting.shift();
        next && !signal.aborted;
        next = waiting.shift()
      ) {
        await this.#readEntity(next.entity, next.last, signal);
      }
    };
    await Promise.all(Array.from({ length: this.#config.concurrency }, worker));
  }

  async #readEntity(
    entity: MirroredEntity,
    last: LastReading | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { reader, sources } = this.#deps;
    const { entityRef, annotations } = entity;
    const adrPath = annotations[ADR_PATH_ANNOTATION] ?? DEFAULT_ADR_PATH;
    const about = { entityRef, adrPath };
    try {
      await withSpan('adr.source.read', {}, () =>
        this.#read(entity, adrPath, last, signal),
      );
    } catch (error) {
      // The round was ended; that says nothing about the source.
      if (signal.aborted) return;
      const { code, message: reason, etag } = this.#explain(entityRef, error);
      const url = code === 'NO_SOURCE' ? undefined : reader.urlOf(annotations);
      const fingerprint = etag && fingerprintOf(url, adrPath, this.#config);
      await sources.failed({ ...about, url, code, reason, etag, fingerprint });
    }
  }

  async #read(
    { entityRef, annotations }: MirroredEntity,
    adrPath: string,
    last: LastReading | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { reader, sources, ingest } = this.#deps;
    const folder = normalize(adrPath);
    const url = reader.urlOf(annotations);
    const fingerprint = fingerprintOf(url, adrPath, this.#config);
    const reading = await reader.read(annotations, {
      ...this.#config,
      folders: folder === DOCS ? [DOCS] : [DOCS, folder],
      extension: '.md',
      etag: last?.fingerprint === fingerprint ? last.etag : undefined,
      signal,
    });
    if (reading.unchanged) {
      await sources.unchanged(entityRef);
      return;
    }
    const documents = await readDocuments(reading.files, folder);
    await ingest.replace({
      entityRef,
      url,
      adrPath,
      fingerprint,
      etag: reading.etag,
      documents: documents.map(document => ({
        ...document,
        sourceUrl: url && reader.fileUrl(url, document.path),
        techDocsPath: techDocsPath(entityRef, annotations, document.path),
      })),
    });
  }

  #explain(entityRef: string, error: unknown): SourceError {
    const { logger } = this.#deps;
    if (error instanceof SourceError) {
      logger.debug(
        `Could not read the source of ${entityRef}: ${error.message}`,
      );
      return error;
    }
    logger.error(`Could not keep the source of ${entityRef}`, toError(error));
    return new SourceError(
      'UNREADABLE',
      'The portal could not keep what it read; its log says why',
    );
  }
}

function fingerprintOf(
  url: string | undefined,
  adrPath: string,
  config: AdrConfig,
): string {
  const { maxFiles, maxTotalBytes, maxFileBytes } = config;
  return JSON.stringify([
    READER_VERSION,
    url,
    adrPath,
    maxFiles,
    maxTotalBytes,
    maxFileBytes,
  ]);
}

function normalize(adrPath: string): string {
  const folder = toAdrFolder(adrPath);
  if (folder === undefined) {
    throw new SourceError(
      'PATH_INVALID',
      `The annotation '${ADR_PATH_ANNOTATION}' is '${adrPath}'; name a folder from the top of the source, such as ${DEFAULT_ADR_PATH}`,
    );
  }
  return folder;
}
