import {
  callJson,
  entityPath,
  queryString,
  type CallOptions,
  type ClientOptions,
  type Page,
  type PageQuery,
} from '@companyos/plugin-companyos-common';
import {
  adrPageSchema,
  documentDetailsSchema,
  documentPageSchema,
  entityAdrPageSchema,
  signOffSchema,
  summariesSchema,
  type Adr,
  type DocumentDetails,
  type EntityAdrPage,
  type ListAdrsQuery,
  type ListDocumentsQuery,
  type SignOff,
  type SignOffBody,
  type SignOffDocument,
  type Summaries,
} from './schema';

/**
 * The REST API of decision records and sign-offs. One class for browser, backend and CLI. An entity is named by its
 * full reference.
 *
 * @public
 */
export class AdrClient {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /**
   * An entity's decision records by number, with the state of its source.
   *
   * @throws ResponseError with status 404 when there is no such entity for the caller.
   */
  listEntityAdrs(
    entityRef: string,
    page: Partial<PageQuery> = {},
    options?: CallOptions,
  ): Promise<EntityAdrPage> {
    return callJson(this.#options, {
      path: `${entityPath(entityRef)}/adrs${queryString(page)}`,
      schema: entityAdrPageSchema,
      ...options,
    });
  }

  /** The decision records of all entities that the caller may see, newest first. */
  listAdrs(
    filter: ListAdrsQuery = {},
    options?: CallOptions,
  ): Promise<Page<Adr>> {
    return callJson(this.#options, {
      path: `/v1/adrs${queryString(filter)}`,
      schema: adrPageSchema,
      ...options,
    });
  }

  /** Documents with required sign-offs, by entity and path. */
  listDocuments(
    filter: ListDocumentsQuery = {},
    options?: CallOptions,
  ): Promise<Page<SignOffDocument>> {
    return callJson(this.#options, {
      path: `/v1/documents${queryString(filter)}`,
      schema: documentPageSchema,
      ...options,
    });
  }

  /**
   * A document with its text, what it requires and what was given.
   *
   * @throws ResponseError with status 404 when there is none with required sign-offs.
   */
  getDocument(
    entityRef: string,
    path: string,
    options?: CallOptions,
  ): Promise<DocumentDetails> {
    return callJson(this.#options, {
      path: documentPath(entityRef, path),
      schema: documentDetailsSchema,
      ...options,
    });
  }

  /**
   * Signs off the revision that the caller was shown.
   *
   * @throws ResponseError with status 403 when no group asked has the caller as a member, 409 when the document has
   * changed since.
   */
  signOff(
    entityRef: string,
    path: string,
    body: SignOffBody,
    options?: CallOptions,
  ): Promise<SignOff> {
    return callJson(this.#options, {
      method: 'POST',
      path: `${documentPath(entityRef, path)}/sign-offs`,
      body,
      schema: signOffSchema,
      ...options,
    });
  }

  /** Counts for up to a thousand entities; `null` for one that the caller cannot see. */
  summaries(entityRefs: string[], options?: CallOptions): Promise<Summaries> {
    return callJson(this.#options, {
      method: 'POST',
      path: '/v1/summaries',
      body: { entityRefs },
      schema: summariesSchema,
      ...options,
    });
  }
}

// Slashes stay as they are: a proxy may decode or refuse `%2F`.
function documentPath(entityRef: string, path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return `${entityPath(entityRef)}/documents/${encoded}`;
}
