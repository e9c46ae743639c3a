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
  decisionDetailsSchema,
  decisionPageSchema,
  entitySummarySchema,
  instancePageSchema,
  summariesSchema,
  type DecisionDetails,
  type DecisionPage,
  type EntitySummary,
  type Instance,
  type ListDecisionsQuery,
  type Summaries,
  type SummaryQuery,
} from './schema';

type QueryValues = Record<string, string | number | undefined>;

/**
 * The REST API of policy decisions. One class for browser, backend and CLI. An entity is named by its full reference.
 *
 * @public
 */
export class DecisionLogClient {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /**
   * An entity's decisions, newest first.
   *
   * @throws ResponseError with status 404 when there is no such entity for the caller, 403 when the filter is about
   * inputs and the caller may not see them.
   */
  listDecisions(
    entityRef: string,
    filter: ListDecisionsQuery = {},
    options?: CallOptions,
  ): Promise<DecisionPage> {
    return callJson(this.#options, {
      path: `${entityPath(entityRef)}/decisions${queryString(
        filter as QueryValues,
      )}`,
      schema: decisionPageSchema,
      ...options,
    });
  }

  /**
   * What an entity's decisions came to, over time.
   *
   * @throws ResponseError with status 404 when there is no such entity for the caller.
   */
  getSummary(
    entityRef: string,
    query: SummaryQuery = {},
    options?: CallOptions,
  ): Promise<EntitySummary> {
    return callJson(this.#options, {
      path: `${entityPath(entityRef)}/summary${queryString(
        query as QueryValues,
      )}`,
      schema: entitySummarySchema,
      ...options,
    });
  }

  /**
   * A decision with its whole event. Numbers beyond 2^53 lose digits in JavaScript; the bytes on the wire have them.
   *
   * @throws ResponseError with status 404 when there is none that the caller may see.
   */
  getDecision(id: string, options?: CallOptions): Promise<DecisionDetails> {
    return callJson(this.#options, {
      path: `/v1/decisions/${encodeURIComponent(id)}`,
      schema: decisionDetailsSchema,
      ...options,
    });
  }

  /** How complete the log of each OPA process is; the newest process comes first. */
  listInstances(
    page: Partial<PageQuery> = {},
    options?: CallOptions,
  ): Promise<Page<Instance>> {
    return callJson(this.#options, {
      path: `/v1/instances${queryString(page)}`,
      schema: instancePageSchema,
      ...options,
    });
  }

  /** Counts of the last day for up to a thousand entities; `null` for one that the caller cannot see. */
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
