import {
  entityPathSchema,
  summariesBodySchema,
} from '@companyos/plugin-companyos-common';
import { createOpenApi, type Endpoint } from '@companyos/plugin-companyos-node';
import {
  acceptedSchema,
  countersSchema,
  decisionDetailsSchema,
  decisionPageSchema,
  decisionPathSchema,
  decisionPolicySchema,
  entitySummarySchema,
  eventCreatePermission,
  eventReadPermission,
  inputReadPermission,
  instancePageSchema,
  listCountersQuerySchema,
  listDecisionsQuerySchema,
  listInstancesQuerySchema,
  partitionPathSchema,
  refusalsQuerySchema,
  refusalsSchema,
  skewsSchema,
  replayBodySchema,
  replayCreatePermission,
  replayPageSchema,
  replayPathSchema,
  replaySchema,
  statusBodySchema,
  summariesSchema,
  summaryQuerySchema,
  uploadedSchema,
  windowQuerySchema,
} from '@companyos/plugin-decision-log-common';
import { z } from 'zod/v4';
import packageJson from '../package.json';

const ENTITY = '/v1/entities/:kind/:namespace/:name';
const notFound = { 404: 'There is none that the caller may see' };
const read = eventReadPermission.name;
const create = eventCreatePermission.name;

const upload = {
  method: 'post',
  summary:
    'Stores decision events as OPA uploads them: a JSON array, usually gzip. 200 means that all are on disk or counted',
  permission: create,
  body: z.array(z.looseObject({ decision_id: z.string() })),
  response: uploadedSchema,
  errors: {
    413: 'The body is too large, before or after decompression',
    503: 'The database does not answer; nothing was stored, send it again',
  },
} as const;

const report = {
  method: 'post',
  summary: 'Takes a status report as OPA sends it',
  permission: create,
  body: statusBodySchema,
  response: acceptedSchema,
  errors: { 413: 'The body is too large' },
} as const;

/** What the plugin answers to: the router and the OpenAPI document are both made from this. */
export const endpoints = {
  upload: { ...upload, path: '/v1/logs', operationId: 'uploadDecisions' },
  uploadPartition: {
    ...upload,
    path: '/v1/logs/:partition',
    operationId: 'uploadDecisionsOfPartition',
    params: partitionPathSchema,
  },
  report: { ...report, path: '/v1/status', operationId: 'reportStatus' },
  reportPartition: {
    ...report,
    path: '/v1/status/:partition',
    operationId: 'reportStatusOfPartition',
    params: partitionPathSchema,
  },
  listDecisions: {
    method: 'get',
    path: `${ENTITY}/decisions`,
    operationId: 'listDecisions',
    summary: "An entity's decisions, newest first; of the last day by default",
    permission: read,
    params: entityPathSchema,
    query: listDecisionsQuerySchema,
    response: decisionPageSchema,
    errors: notFound,
  },
  getSummary: {
    method: 'get',
    path: `${ENTITY}/summary`,
    operationId: 'getSummary',
    summary: "What an entity's decisions came to, over time",
    permission: read,
    params: entityPathSchema,
    query: summaryQuerySchema,
    response: entitySummarySchema,
    errors: notFound,
  },
  getDecision: {
    method: 'get',
    path: '/v1/decisions/:id',
    operationId: 'getDecision',
    summary: 'A decision with its whole event',
    permission: read,
    params: decisionPathSchema,
    response: decisionDetailsSchema,
    errors: notFound,
  },
  getPolicy: {
    method: 'get',
    path: '/v1/decisions/:id/policy',
    operationId: 'getPolicy',
    summary: 'The policy that made a decision, as it was then',
    permission: read,
    params: decisionPathSchema,
    response: decisionPolicySchema,
    errors: notFound,
  },
  listInstances: {
    method: 'get',
    path: '/v1/instances',
    operationId: 'listInstances',
    summary: 'How complete the log of each OPA process is, newest first',
    permission: read,
    query: listInstancesQuerySchema,
    response: instancePageSchema,
  },
  listRefusals: {
    method: 'get',
    path: '/v1/refusals',
    operationId: 'listRefusals',
    summary:
      'What was refused most often, by a policy or for want of an answer',
    permission: read,
    query: refusalsQuerySchema,
    response: refusalsSchema,
  },
  listSkews: {
    method: 'get',
    path: '/v1/skews',
    operationId: 'listSkews',
    summary:
      'Entities whose OPAs have different revisions of the same policies',
    permission: read,
    response: skewsSchema,
  },
  listCounters: {
    method: 'get',
    path: '/v1/counters',
    operationId: 'listCounters',
    summary: 'What services count themselves, beside what is in the log',
    permission: read,
    query: listCountersQuerySchema,
    response: countersSchema,
  },
  summaries: {
    method: 'post',
    path: '/v1/summaries',
    operationId: 'summaries',
    summary: 'Counts of the last day for up to a thousand entities',
    permission: read,
    body: summariesBodySchema,
    response: summariesSchema,
  },
  exportEvents: {
    method: 'get',
    path: `${ENTITY}/events`,
    operationId: 'exportEvents',
    summary:
      'All events of an entity in a window as lines of JSON, the newest first, after a line about how they are read',
    permission: inputReadPermission.name,
    params: entityPathSchema,
    query: windowQuerySchema,
    response: z.string(),
    errors: notFound,
  },
  startReplay: {
    method: 'post',
    path: `${ENTITY}/replays`,
    operationId: 'startReplay',
    summary:
      'Starts to make the decisions of a window again with another policy; needs decision-log.input.read as well',
    permission: replayCreatePermission.name,
    params: entityPathSchema,
    body: replayBodySchema,
    status: 202,
    response: replaySchema,
    errors: {
      ...notFound,
      409: 'Another replay of the caller is running',
      503: 'As many are running as the portal runs, or there is no OPA',
    },
  },
  listReplays: {
    method: 'get',
    path: `${ENTITY}/replays`,
    operationId: 'listReplays',
    summary: 'The newest replays of an entity',
    permission: inputReadPermission.name,
    params: entityPathSchema,
    response: replayPageSchema,
    errors: notFound,
  },
  getReplay: {
    method: 'get',
    path: `${ENTITY}/replays/:id`,
    operationId: 'getReplay',
    summary: 'How far a replay is, and what it came to',
    permission: inputReadPermission.name,
    params: replayPathSchema,
    response: replaySchema,
    errors: notFound,
  },
  cancelReplay: {
    method: 'delete',
    path: `${ENTITY}/replays/:id`,
    operationId: 'cancelReplay',
    summary: 'Ends a replay',
    permission: replayCreatePermission.name,
    params: replayPathSchema,
    response: replaySchema,
    errors: notFound,
  },
} as const satisfies Record<string, Endpoint>;

/** The plugin's OpenAPI document. */
export const openApi = createOpenApi({
  pluginId: 'decision-log',
  version: packageJson.version,
  description: 'What policies decided, and how complete that record is.',
  endpoints: Object.values(endpoints),
});
