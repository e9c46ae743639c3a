import {
  call,
  callJson,
  entityPath,
  queryString,
  type CallOptions,
  type ClientOptions,
  type Page,
  type PageQuery,
} from '@companyos/plugin-companyos-common';
import { changesSchema, type Changes, type ChangesQuery } from './changeSchema';
import {
  affectedPageSchema,
  findingPageSchema,
  type Affected,
  type ListAffectedQuery,
  type FindingPage,
  type ReleaseFindingsQuery,
} from './findingSchema';
import {
  exceptionPageSchema,
  fleetSummarySchema,
  runningPageSchema,
  type FleetException,
  type FleetSummary,
  type ListExceptionsQuery,
  type ListNewestQuery,
  type ListRunningQuery,
  type Running,
} from './fleetSchema';
import {
  gateDecisionSchema,
  type Gate,
  type GateDecision,
  type GateQuestion,
} from './gateSchema';
import {
  componentPageSchema,
  deploymentPageSchema,
  releaseDetailsSchema,
  releasePageSchema,
  summariesSchema,
  uploadedSchema,
  usagePageSchema,
  type Component,
  type Deployment,
  type ListUsagesQuery,
  type Release,
  type ReleaseComponentsQuery,
  type ReleaseDetails,
  type Summaries,
  type Uploaded,
  type Usage,
} from './schema';

/**
 * The REST API of the supply chain. One class for browser, backend and CLI. An entity is named by its full reference, a
 * release by the digest of its artifact.
 *
 * @public
 */
export class SupplyChainClient {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /**
   * Uploads one Sigstore bundle, or an array of them, byte for byte. The same bytes again are no error.
   *
   * @param bytes - the bundle's JSON as it was signed
   * @throws ResponseError with status 400 when it is no bundle, 403 when it may not be uploaded for the entity, 404 when
   * there is no such entity, 413 when it is too large, 503 when it should be sent again later.
   */
  upload(
    entityRef: string,
    bytes: Uint8Array,
    options?: CallOptions,
  ): Promise<Uploaded> {
    return callJson(this.#options, {
      method: 'POST',
      path: `/v1/attestations${queryString({ entityRef })}`,
      body: bytes,
      schema: uploadedSchema,
      ...options,
    });
  }

  /** The bundle as it was received. */
  async getBundle(id: string, options?: CallOptions): Promise<Uint8Array> {
    const response = await call(this.#options, {
      path: `/v1/attestations/${encodeURIComponent(id)}`,
      ...options,
    });
    return new Uint8Array(await response.arrayBuffer());
  }

  /** An entity's releases, newest first. */
  listReleases(
    entityRef: string,
    page: Partial<PageQuery> = {},
    options?: CallOptions,
  ): Promise<Page<Release>> {
    return callJson(this.#options, {
      path: `${entityPath(entityRef)}/releases${queryString(page)}`,
      schema: releasePageSchema,
      ...options,
    });
  }

  /** @throws ResponseError with status 404 when the caller can see no such release. */
  getRelease(
    digest: string,
    query: { entityRef?: string } = {},
    options?: CallOptions,
  ): Promise<ReleaseDetails> {
    return callJson(this.#options, {
      path: `/v1/releases/${encodeURIComponent(digest)}${queryString(query)}`,
      schema: releaseDetailsSchema,
      ...options,
    });
  }

  /** What is in a release, by name: of its verified bills of materials alone. */
  listComponents(
    digest: string,
    query: ReleaseComponentsQuery = {},
    options?: CallOptions,
  ): Promise<Page<Component>> {
    const path = `/v1/releases/${encodeURIComponent(digest)}/components`;
    return callJson(this.#options, {
      path: `${path}${queryString(query)}`,
      schema: componentPageSchema,
      ...options,
    });
  }

  /** Every entity and release that ships a package. */
  listUsages(
    query: ListUsagesQuery,
    options?: CallOptions,
  ): Promise<Page<Usage>> {
    return callJson(this.#options, {
      path: `/v1/components${queryString(query)}`,
      schema: usagePageSchema,
      ...options,
    });
  }

  /**
   * What the newest verified scan of a release found, the most severe first.
   *
   * @throws ResponseError with status 400 when the policy has no such environment.
   */
  listFindings(
    digest: string,
    query: ReleaseFindingsQuery = {},
    options?: CallOptions,
  ): Promise<FindingPage> {
    const path = `/v1/releases/${encodeURIComponent(digest)}/findings`;
    return callJson(this.#options, {
      path: `${path}${queryString(query)}`,
      schema: findingPageSchema,
      ...options,
    });
  }

  /** Every release in which a vulnerability was found. */
  listAffected(
    query: ListAffectedQuery,
    options?: CallOptions,
  ): Promise<Page<Affected>> {
    return callJson(this.#options, {
      path: `/v1/findings${queryString(query)}`,
      schema: affectedPageSchema,
      ...options,
    });
  }

  /** What a release changes against an earlier one of the same entity. */
  getChanges(
    digest: string,
    query: ChangesQuery,
    options?: CallOptions,
  ): Promise<Changes> {
    const path = `/v1/releases/${encodeURIComponent(digest)}/changes`;
    return callJson(this.#options, {
      path: `${path}${queryString(query)}`,
      schema: changesSchema,
      ...options,
    });
  }

  /** The newest release of each entity, the one that came last first. */
  listNewest(
    query: ListNewestQuery = {},
    options?: CallOptions,
  ): Promise<Page<Release>> {
    return callJson(this.#options, {
      path: `/v1/releases${queryString(query)}`,
      schema: releasePageSchema,
      ...options,
    });
  }

  /** What runs where: of each entity and environment the newest deployment that succeeded. */
  listRunning(
    query: ListRunningQuery = {},
    options?: CallOptions,
  ): Promise<Page<Running>> {
    return callJson(this.#options, {
      path: `/v1/deployments${queryString(query)}`,
      schema: runningPageSchema,
      ...options,
    });
  }

  /** Verified exceptions, those that end first before the others. */
  listExceptions(
    query: ListExceptionsQuery = {},
    options?: CallOptions,
  ): Promise<Page<FleetException>> {
    return callJson(this.#options, {
      path: `/v1/exceptions${queryString(query)}`,
      schema: exceptionPageSchema,
      ...options,
    });
  }

  /** What stands out over everything that the caller may see. */
  getFleetSummary(options?: CallOptions): Promise<FleetSummary> {
    return callJson(this.#options, {
      path: '/v1/fleet',
      schema: fleetSummarySchema,
      ...options,
    });
  }

  /** Where an entity's releases were put, newest first. */
  listDeployments(
    entityRef: string,
    page: Partial<PageQuery> = {},
    options?: CallOptions,
  ): Promise<Page<Deployment>> {
    return callJson(this.#options, {
      path: `${entityPath(entityRef)}/deployments${queryString(page)}`,
      schema: deploymentPageSchema,
      ...options,
    });
  }

  /**
   * Whether a release may go into an environment, by the evidence that the portal has. A denial is an answer and no error.
   *
   * @throws ResponseError with status 404 when the caller can see no such release: take that as a denial.
   */
  askGate(
    gate: Gate,
    question: GateQuestion,
    options?: CallOptions,
  ): Promise<GateDecision> {
    return callJson(this.#options, {
      method: 'POST',
      path: `/v1/gates/${gate}`,
      body: question,
      schema: gateDecisionSchema,
      ...options,
    });
  }

  /** The newest release of up to a thousand entities; `null` for one that the caller cannot see. */
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
