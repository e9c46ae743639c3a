import {
  call,
  callJson,
  entityPath,
  queryString,
  type CallOptions,
  type ClientOptions,
  type Page,
} from '@companyos/plugin-companyos-common';
import {
  countersSchema,
  instancePageSchema,
  refusalsSchema,
  skewsSchema,
  type Counters,
  type ListInstancesQuery,
  type Refusals,
  type RefusalsQuery,
  type Skews,
} from './fleet';
import { decisionPolicySchema, type DecisionPolicy } from './policy';
import {
  replayPageSchema,
  replaySchema,
  type Replay,
  type ReplayBody,
  type ReplaySummary,
} from './replayApi';
import {
  decisionDetailsSchema,
  decisionPageSchema,
  entitySummarySchema,
  summariesSchema,
  type DecisionDetails,
  type DecisionPage,
  type EntitySummary,
  type Instance,
  type ListDecisionsQuery,
  type Summaries,
  type SummaryQuery,
  type WindowQuery,
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
   * All events of an entity in a window, newest first: a line that is an {@link ExportHeader}, then one event a line, as it
   * was received.
   *
   * @returns the answer, whose body is to be read as a stream
   * @throws ResponseError with status 404 when there is no such entity for the caller, 403 when they may not see inputs.
   */
  exportEvents(
    entityRef: string,
    window: WindowQuery = {},
    options?: CallOptions,
  ): Promise<Response> {
    return call(this.#options, {
      path: `${entityPath(entityRef)}/events${queryString(window)}`,
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

  /**
   * The policy that made a decision, as it was then.
   *
   * @throws ResponseError with status 404 when there is no decision that the caller may see.
   */
  getPolicy(id: string, options?: CallOptions): Promise<DecisionPolicy> {
    return callJson(this.#options, {
      path: `/v1/decisions/${encodeURIComponent(id)}/policy`,
      schema: decisionPolicySchema,
      ...options,
    });
  }

  /** What was refused most often, in all services that the caller may see. */
  listRefusals(query: RefusalsQuery, options?: CallOptions): Promise<Refusals> {
    return callJson(this.#options, {
      path: `/v1/refusals${queryString(query as QueryValues)}`,
      schema: refusalsSchema,
      ...options,
    });
  }

  /** Entities whose OPAs have different revisions of the same policies. */
  listSkews(options?: CallOptions): Promise<Skews> {
    return callJson(this.#options, {
      path: '/v1/skews',
      schema: skewsSchema,
      ...options,
    });
  }

  /** What services count themselves, beside what is in the log: of all that the caller may see, or of one. */
  listCounters(
    query: { entityRef?: string } = {},
    options?: CallOptions,
  ): Promise<Counters> {
    return callJson(this.#options, {
      path: `/v1/counters${queryString(query)}`,
      schema: countersSchema,
      ...options,
    });
  }

  /** How complete the log of each OPA process is; the newest process comes first. */
  listInstances(
    query: ListInstancesQuery = {},
    options?: CallOptions,
  ): Promise<Page<Instance>> {
    return callJson(this.#options, {
      path: `/v1/instances${queryString(query as QueryValues)}`,
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

  /**
   * Starts a replay; what it comes to is asked for with {@link getReplay}.
   *
   * @throws ResponseError with status 400 when the candidate does not compile, 403 when the caller may not see inputs of
   * the entity, 409 when one of the caller's is running.
   */
  startReplay(
    entityRef: string,
    body: ReplayBody,
    options?: CallOptions,
  ): Promise<Replay> {
    return callJson(this.#options, {
      method: 'POST',
      path: `${entityPath(entityRef)}/replays`,
      body,
      schema: replaySchema,
      ...options,
    });
  }

  /** How far a replay is, and its outcome once it is done. */
  getReplay(
    entityRef: string,
    id: string,
    options?: CallOptions,
  ): Promise<Replay> {
    return callJson(this.#options, {
      path: `${entityPath(entityRef)}/replays/${encodeURIComponent(id)}`,
      schema: replaySchema,
      ...options,
    });
  }

  /** The newest replays of an entity, without outcomes. */
  listReplays(
    entityRef: string,
    options?: CallOptions,
  ): Promise<Page<ReplaySummary>> {
    return callJson(this.#options, {
      path: `${entityPath(entityRef)}/replays`,
      schema: replayPageSchema,
      ...options,
    });
  }

  /** Ends a replay that is running; one that has ended stays as it is. */
  cancelReplay(
    entityRef: string,
    id: string,
    options?: CallOptions,
  ): Promise<Replay> {
    return callJson(this.#options, {
      method: 'DELETE',
      path: `${entityPath(entityRef)}/replays/${encodeURIComponent(id)}`,
      schema: replaySchema,
      ...options,
    });
  }
}
