import type { ReadTreeResponseFactory } from '@backstage/backend-defaults/urlReader';
import type {
  UrlReaderService,
  UrlReaderServiceReadTreeOptions,
  UrlReaderServiceReadTreeResponse,
  UrlReaderServiceReadUrlOptions,
  UrlReaderServiceReadUrlResponse,
  UrlReaderServiceSearchOptions,
  UrlReaderServiceSearchResponse,
} from '@backstage/backend-plugin-api';
import { InputError, NotFoundError, NotModifiedError } from '@backstage/errors';
import {
  parseSourceUrl,
  sourceUrl,
  type SourceLocation,
} from '@companyos/plugin-local-git-common';
import { Minimatch } from 'minimatch';
import { BareRepository } from './BareRepository';
import type { LocalGitConfig } from './config';
import { HostFolder } from './HostFolder';

/**
 * Reads `<base>/repos/<name>/{blob,tree}/<ref>/<path>` from the bare repositories on this machine's disk, without a
 * request to itself.
 */
export class LocalGitUrlReader implements UrlReaderService {
  readonly #baseUrl: string;
  readonly #folder: HostFolder;
  readonly #responses: ReadTreeResponseFactory;

  constructor(config: LocalGitConfig, responses: ReadTreeResponseFactory) {
    this.#baseUrl = config.baseUrl;
    this.#folder = new HostFolder(config.root);
    this.#responses = responses;
  }

  /** Whether this reader is the one for a URL. */
  handles(url: URL): boolean {
    return url.href.startsWith(`${this.#baseUrl}/repos/`);
  }

  /**
   * A file; its etag is the blob's id.
   *
   * @throws NotModifiedError when the blob is the one of the given etag, NotFoundError when it is not there.
   */
  async readUrl(
    url: string,
    options?: UrlReaderServiceReadUrlOptions,
  ): Promise<UrlReaderServiceReadUrlResponse> {
    const { repository, commit, path } = await this.#locate(url, options);
    const { id, type } = await repository.find(commit, path, options);
    if (type !== 'blob') {
      throw new NotFoundError(`${url} is a folder, not a file`);
    }
    if (options?.etag === id) throw new NotModifiedError();
    return {
      buffer: () => repository.readBlob(id, options),
      stream: () => repository.streamBlob(id, options),
      etag: id,
    };
  }

  /**
   * A folder with all below; its etag is the commit.
   *
   * @throws NotModifiedError when the commit is the one of the given etag, NotFoundError when it is not there.
   */
  async readTree(
    url: string,
    options?: UrlReaderServiceReadTreeOptions,
  ): Promise<UrlReaderServiceReadTreeResponse> {
    const { repository, commit, path } = await this.#locate(url, options);
    const { type } = await repository.find(commit, path, options);
    if (type !== 'tree') {
      throw new NotFoundError(`${url} is a file, not a folder`);
    }
    if (options?.etag === commit) throw new NotModifiedError();
    return this.#responses.fromTarArchive({
      stream: repository.archive(commit, path, options),
      subpath: path,
      stripFirstDirectory: false,
      etag: commit,
      filter: options?.filter,
    });
  }

  /**
   * The files that match a URL whose path is a glob; the etag is the commit.
   *
   * @throws NotModifiedError when the commit is the one of the given etag, NotFoundError when the ref is not there.
   */
  async search(
    url: string,
    options?: UrlReaderServiceSearchOptions,
  ): Promise<UrlReaderServiceSearchResponse> {
    const { repository, commit, path, name, ref } = await this.#locate(
      url,
      options,
    );
    if (options?.etag === commit) throw new NotModifiedError();
    const glob = new Minimatch(path);
    const files = await repository.listFiles(commit, options);
    return {
      etag: commit,
      files: files
        .filter(file => glob.match(file.path))
        .map(file => ({
          url: sourceUrl(this.#baseUrl, 'blob', { name, ref, path: file.path }),
          content: () => repository.readBlob(file.id, options),
        })),
    };
  }

  async #locate(
    url: string,
    options?: { signal?: AbortSignal },
  ): Promise<SourceLocation & { repository: BareRepository; commit: string }> {
    const source = parseSourceUrl(url);
    if (!source) {
      throw new InputError(
        `${url} is not of the form ${
          this.#baseUrl
        }/repos/<name>/blob/<ref>/<path>`,
      );
    }
    const repository = new BareRepository(this.#folder.repository(source.name));
    const commit = await repository.resolveCommit(source.ref, options);
    return { ...source, repository, commit };
  }
}
