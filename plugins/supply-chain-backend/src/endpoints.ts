import {
  entityPathSchema,
  pageQuerySchema,
  summariesBodySchema,
} from '@companyos/plugin-companyos-common';
import { createOpenApi, type Endpoint } from '@companyos/plugin-companyos-node';
import {
  attestationCreatePermission,
  attestationPathSchema,
  componentPageSchema,
  deploymentPageSchema,
  evidenceReadPermission,
  listUsagesQuerySchema,
  releaseComponentsQuerySchema,
  releaseDetailsSchema,
  releasePageSchema,
  releasePathSchema,
  releaseQuerySchema,
  summariesSchema,
  uploadedSchema,
  uploadQuerySchema,
  usagePageSchema,
} from '@companyos/plugin-supply-chain-common';
import { z } from 'zod/v4';
import packageJson from '../package.json';

const ENTITY = '/v1/entities/:kind/:namespace/:name';
const notFound = { 404: 'There is none that the caller may see' };
const read = evidenceReadPermission.name;

const bundleSchema = z.looseObject({ mediaType: z.string() });

/** What the plugin answers to: the router and the OpenAPI document are both made from this. */
export const endpoints = {
  upload: {
    method: 'post',
    path: '/v1/attestations',
    operationId: 'uploadAttestations',
    summary:
      'Keeps Sigstore bundles as evidence of an entity and says what verification found; 200 when all were there already',
    permission: attestationCreatePermission.name,
    query: uploadQuerySchema,
    body: z.union([bundleSchema, z.array(bundleSchema).min(1).max(100)]),
    status: 201,
    response: uploadedSchema,
    errors: {
      404: 'There is no such entity for the caller',
      409: 'The release has as many bundles as one may have',
      413: 'The body is larger than any bundle may be',
      503: 'The database does not answer; send it again',
    },
  },
  getBundle: {
    method: 'get',
    path: '/v1/attestations/:id',
    operationId: 'getBundle',
    summary: 'The bundle, byte for byte as it was received',
    permission: read,
    params: attestationPathSchema,
    response: bundleSchema,
    errors: notFound,
  },
  listReleases: {
    method: 'get',
    path: `${ENTITY}/releases`,
    operationId: 'listReleases',
    summary: "An entity's releases with what is known of each, newest first",
    permission: read,
    params: entityPathSchema,
    query: pageQuerySchema,
    response: releasePageSchema,
    errors: notFound,
  },
  listDeployments: {
    method: 'get',
    path: `${ENTITY}/deployments`,
    operationId: 'listDeployments',
    summary: "Where an entity's releases were put, by verified statements",
    permission: read,
    params: entityPathSchema,
    query: pageQuerySchema,
    response: deploymentPageSchema,
    errors: notFound,
  },
  getRelease: {
    method: 'get',
    path: '/v1/releases/:digest',
    operationId: 'getRelease',
    summary: 'A release by the digest of its artifact, with all its bundles',
    permission: read,
    params: releasePathSchema,
    query: releaseQuerySchema,
    response: releaseDetailsSchema,
    errors: notFound,
  },
  listComponents: {
    method: 'get',
    path: '/v1/releases/:digest/components',
    operationId: 'listComponents',
    summary: 'What is in a release, by its verified bills of materials',
    permission: read,
    params: releasePathSchema,
    query: releaseComponentsQuerySchema,
    response: componentPageSchema,
    errors: notFound,
  },
  listUsages: {
    method: 'get',
    path: '/v1/components',
    operationId: 'listUsages',
    summary: 'Every entity and release that ships a package',
    permission: read,
    query: listUsagesQuerySchema,
    response: usagePageSchema,
  },
  summaries: {
    method: 'post',
    path: '/v1/summaries',
    operationId: 'summaries',
    summary: 'The newest release of up to a thousand entities',
    permission: read,
    body: summariesBodySchema,
    response: summariesSchema,
  },
} as const satisfies Record<string, Endpoint>;

/** The plugin's OpenAPI document. */
export const openApi = createOpenApi({
  pluginId: 'supply-chain',
  version: packageJson.version,
  description: 'Releases, what is in them, and the evidence for both.',
  endpoints: Object.values(endpoints),
});
