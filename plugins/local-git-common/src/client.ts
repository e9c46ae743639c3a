import {
  call,
  callJson,
  queryString,
  type CallOptions,
  type ClientOptions,
  type Page,
} from '@companyos/plugin-companyos-common';
import {
  blobSchema,
  pushPageSchema,
  pushSchema,
  repositoryDetailsSchema,
  repositoryPageSchema,
  repositorySchema,
  treeSchema,
  type Blob,
  type CreateRepositoryBody,
  type Push,
  type Repository,
  type RepositoryDetails,
  type Tree,
} from './schema';

/** @public */
export type PageOptions = { limit?: number; cursor?: string };

/**
 * The REST API of the local Git host. One class for browser, backend and CLI.
 *
 * @public
 */
export class LocalGitClient {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /**
   * Makes an empty repository.
   *
   * @throws ResponseError with status 409 when the name is taken, unless by the same `createdFor`.
   */
  createRepository(
    body: CreateRepositoryBody,
    options?: CallOptions,
  ): Promise<Repository> {
    return callJson(this.#options, {
      method: 'POST',
      path: '/v1/repositories',
      body,
      schema: repositorySchema,
      ...options,
    });
  }

  /** All repositories, by name. */
  listRepositories(
    page: PageOptions = {},
    options?: CallOptions,
  ): Promise<Page<Repository>> {
    return callJson(this.#options, {
      path: `/v1/repositories${queryString(page)}`,
      schema: repositoryPageSchema,
      ...options,
    });
  }

  /** @throws ResponseError with status 404 when there is none of the name. */
  getRepository(
    name: string,
    options?: CallOptions,
  ): Promise<RepositoryDetails> {
    return callJson(this.#options, {
      path: repositoryPath(name),
      schema: repositoryDetailsSchema,
      ...options,
    });
  }

  /** Deletes the repository with its pushes and logs, for good. */
  async deleteRepository(name: string, options?: CallOptions): Promise<void> {
    await call(this.#options, {
      method: 'DELETE',
      path: repositoryPath(name),
      ...options,
    });
  }

  /** Pushes to the default branch with the state of their checks, newest first. */
  listPushes(
    name: string,
    page: PageOptions = {},
    options?: CallOptions,
  ): Promise<Page<Push>> {
    return callJson(this.#options, {
      path: `${repositoryPath(name)}/pushes${queryString(page)}`,
      schema: pushPageSchema,
      ...options,
    });
  }

  /** @throws ResponseError with status 404 when there is none of the id. */
  getPush(id: string, options?: CallOptions): Promise<Push> {
    return callJson(this.#options, {
      path: `/v1/pushes/${encodeURIComponent(id)}`,
      schema: pushSchema,
      ...options,
    });
  }

  /** The output of a push's check so far, as text. */
  async getPushLog(id: string, options?: CallOptions): Promise<string> {
    const response = await call(this.#options, {
      path: `/v1/pushes/${encodeURIComponent(id)}/log`,
      ...options,
    });
    return response.text();
  }

  /** What is in a folder. */
  getTree(
    name: string,
    ref: string,
    path: string,
    options?: CallOptions,
  ): Promise<Tree> {
    return callJson(this.#options, {
      path: `${repositoryPath(name)}/tree/${encodeURIComponent(
        ref,
      )}${queryString({
        path,
      })}`,
      schema: treeSchema,
      ...options,
    });
  }

  /** A file and its content, if it is text of less than a megabyte. */
  getBlob(
    name: string,
    ref: string,
    path: string,
    options?: CallOptions,
  ): Promise<Blob> {
    return callJson(this.#options, {
      path: `${repositoryPath(name)}/blob/${encodeURIComponent(
        ref,
      )}${queryString({
        path,
      })}`,
      schema: blobSchema,
      ...options,
    });
  }
}

function repositoryPath(name: string): string {
  return `/v1/repositories/${encodeURIComponent(name)}`;
}
