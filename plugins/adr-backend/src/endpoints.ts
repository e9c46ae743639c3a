import {
  adrPageSchema,
  documentDetailsSchema,
  documentPageSchema,
  documentPathSchema,
  documentReadPermission,
  documentSignOffPermission,
  entityAdrPageSchema,
  listAdrsQuerySchema,
  listDocumentsQuerySchema,
  signOffBodySchema,
  signOffSchema,
  summariesSchema,
} from '@companyos/plugin-adr-common';
import {
  entityPathSchema,
  pageQuerySchema,
  summariesBodySchema,
} from '@companyos/plugin-companyos-common';
import { createOpenApi, type Endpoint } from '@companyos/plugin-companyos-node';
import packageJson from '../package.json';

const ENTITY = '/v1/entities/:kind/:namespace/:name';
const DOCUMENT = `${ENTITY}/documents/:path(.+)`;

/** A document in `/v1/entities/…/documents/:path`; its slashes may stand as they are. */
export const documentAddressSchema = entityPathSchema.extend({
  path: documentPathSchema,
});

const notFound = { 404: 'There is none that the caller may see' };
const read = documentReadPermission.name;

/** What the plugin answers to: the router and the OpenAPI document are both made from this. */
export const endpoints = {
  listEntityAdrs: {
    method: 'get',
    path: `${ENTITY}/adrs`,
    operationId: 'listEntityAdrs',
    summary:
      "An entity's decision records by number, and how reading its source went",
    permission: read,
    params: entityPathSchema,
    query: pageQuerySchema,
    response: entityAdrPageSchema,
    errors: notFound,
  },
  listAdrs: {
    method: 'get',
    path: '/v1/adrs',
    operationId: 'listAdrs',
    summary: 'Decision records of all entities, newest first',
    permission: read,
    query: listAdrsQuerySchema,
    response: adrPageSchema,
  },
  listDocuments: {
    method: 'get',
    path: '/v1/documents',
    operationId: 'listDocuments',
    summary: 'Documents with required sign-offs, by entity and path',
    permission: read,
    query: listDocumentsQuerySchema,
    response: documentPageSchema,
  },
  getDocument: {
    method: 'get',
    path: DOCUMENT,
    operationId: 'getDocument',
    summary:
      'A document with its text, the sign-offs that it requires and those that were given',
    permission: read,
    params: documentAddressSchema,
    response: documentDetailsSchema,
    errors: notFound,
  },
  signOff: {
    method: 'post',
    path: `${DOCUMENT}/sign-offs`,
    operationId: 'signOff',
    summary: 'Signs off the revision that the caller was shown',
    permission: documentSignOffPermission.name,
    params: documentAddressSchema,
    body: signOffBodySchema,
    status: 201,
    response: signOffSchema,
    errors: { ...notFound, 409: 'The document has changed since' },
  },
  summaries: {
    method: 'post',
    path: '/v1/summaries',
    operationId: 'summaries',
    summary: 'Counts for up to a thousand entities',
    permission: read,
    body: summariesBodySchema,
    response: summariesSchema,
  },
} as const satisfies Record<string, Endpoint>;

/** The plugin's OpenAPI document. */
export const openApi = createOpenApi({
  pluginId: 'adr',
  version: packageJson.version,
  description: 'Decision records, and documents with required sign-offs.',
  endpoints: Object.values(endpoints),
});
