import type {
  RootConfigService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import {
  configuredFiles,
  locateSource,
  type SourceLocation,
} from './locateSource';
import { readFolder } from './readFolder';
import { Selection, type SelectionOptions, type SourceFile } from './Selection';
import { SourceError, toSourceError } from './SourceError';

/** What a reading brought. @public */
export type SourceReading =
  | { unchanged: true; etag: string }
  | { unchanged: false; etag: string; files: SourceFile[] };

/**
 * Reads files of an entity's source, wherever it is: a Git host over the UrlReader, or the portal's own checkout. A
 * source that did not change since the given etag costs one conditional request.
 *
 * @public
 */
export class EntitySourceReader {
  readonly #reader: UrlReaderService;
  readonly #integrations: ScmIntegrations;
  readonly #files: Set<string>;

  private constructor(config: RootConfigService, reader: UrlReaderService) {
    this.#reader = reader;
    this.#integrations = ScmIntegrations.fromConfig(config);
    this.#files = configuredFiles(config);
  }

  static fromConfig(
    config: RootConfigService,
    options: { reader: UrlReaderService },
  ): EntitySourceReader {
    return new EntitySourceReader(config, options.reader);
  }

  /**
   * The URL of the source's folder; undefined for the portal's own checkout.
   *
   * @throws SourceError with the code NO_SOURCE.
   */
  urlOf(annotations: Record<string, string>): string | undefined {
    const location = this.#locate(annotations);
    return location.type === 'url' ? location.url : undefined;
  }

  /** The URL of a file of the source, for people. */
  fileUrl(sourceUrl: string, path: string): string {
    const url = path.split('/').map(encodeURIComponent).join('/');
    return this.#integrations.resolveUrl({ url, base: sourceUrl });
  }

  /**
   * @param options.timeoutMs - after which a source that does not answer is given up
   * @throws SourceError with a code and a reason, whatever happens; with the source's etag when it is beyond the bounds.
   */
  async read(
    annotations: Record<string, string>,
    options: SelectionOptions & {
      etag?: string;
      timeoutMs: number;
      signal: AbortSignal;
    },
  ): Promise<SourceReading> {
    const timeout = AbortSignal.timeout(options.timeoutMs);
    const signal = AbortSignal.any([options.signal, timeout]);
    const selection = new Selection(options);
    try {
      const location = this.#locate(annotations);
      // Not every reader heeds the signal, so nobody waits for those that do not.
      const { etag, unchanged } = await orAborted(
        signal,
        location.type === 'url'
          ? this.#readUrl(location.url, selection, options.etag, signal)
          : readFolder({ ...location, ...options, selection, signal }),
      );
      if (unchanged) return { unchanged, etag };
      return { unchanged, etag, files: selection.files() };
    } catch (error) {
      if (timeout.aborted) {
        throw new SourceError(
          'TIMEOUT',
          `The source did not answer within ${options.timeoutMs / 1000} s`,
        );
      }
      throw toSourceError(error);
    }
  }

  async #readUrl(
    url: string,
    selection: Selection,
    etag: string | undefined,
    signal: AbortSignal,
  ): Promise<{ etag: string; unchanged: boolean }> {
    try {
      const tree = await this.#reader.readTree(url, {
        etag,
        signal,
        filter: (path, info) => selection.take(path, info?.size),
      });
      const files = await tree.files();
      selection.assertWithinLimits(tree.etag);
      for (const file of files) {
        signal.throwIfAborted();
        const content = await file.content();
        // For an empty file, the UrlReader's archives hand out an empty list.
        selection.add(file.path, Buffer.from(content));
        selection.assertWithinLimits(tree.etag);
      }
      return { etag: tree.etag, unchanged: false };
    } catch (error) {
      if (etag && error instanceof Error && error.name === 'NotModifiedError') {
        return { etag, unchanged: true };
      }
      throw error;
    }
  }

  #locate(annotations: Record<string, string>): SourceLocation {
    return locateSource(annotations, {
      integrations: this.#integrations,
      files: this.#files,
    });
  }
}

async function orAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
