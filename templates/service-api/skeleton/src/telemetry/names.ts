// Every name that others query: metrics, labels, buckets, spans. They are those of the platform's observability baseline
// (ADR-012), and a test scrapes the running service and compares. Dashboards, objectives and canary gates use no others.

/** Bounds of both histograms, in seconds. */
export const DURATION_BUCKETS = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** One metric, as it is made. */
export interface Metric {
  name: string;
  unit?: 'bytes' | 'ratio' | 'seconds';
  description: string;
}

/**
 * The metrics. `name` is OpenTelemetry's; where `unit` is named, a view puts it at the end, so that scraping and OTLP
 * come to the same name in Prometheus, which writes dots as underscores and adds `_total` to counters.
 */
export const METRICS = {
  requestDuration: {
    name: 'http.server.request.duration',
    unit: 'seconds',
    description:
      'Time from the first byte of a request to the last of its answer',
  },
  eventLoopDelay: {
    name: 'nodejs.eventloop.delay.p99',
    unit: 'seconds',
    description:
      'Delay of the event loop, 99th percentile since the last scrape',
  },
  eventLoopUtilization: {
    name: 'nodejs.eventloop.utilization',
    unit: 'ratio',
    description:
      'Part of the time that the event loop was busy since the last scrape',
  },
  memory: {
    name: 'process.memory.usage',
    unit: 'bytes',
    description: 'Physical memory in use',
  },
  connections: {
    name: 'db.client.connection.count',
    description: 'Connections of the pool by state',
  },
  connectionLimit: {
    name: 'db.client.connection.limit',
    description: 'Most connections that the pool opens',
  },
  connectionWaiting: {
    name: 'db.client.connection.pending_requests',
    description: 'Requests that wait for a connection',
  },
  decisions: {
    name: 'companyos.policy.decisions',
    description: 'Policy decisions by result and reason',
  },
  decisionDuration: {
    name: 'companyos.policy.decision.duration',
    unit: 'seconds',
    description: 'Time that a policy decision took',
  },
} satisfies Record<string, Metric>;

/** Attributes of spans, and labels of metrics: the same words. */
export const ATTRIBUTES = {
  method: 'http.request.method',
  route: 'http.route',
  status: 'http.response.status_code',
  scheme: 'url.scheme',
  errorType: 'error.type',
  poolName: 'db.client.connection.pool.name',
  connectionState: 'db.client.connection.state',
  dbSystem: 'db.system.name',
  dbNamespace: 'db.namespace',
  dbOperation: 'db.operation.name',
  dbCollection: 'db.collection.name',
  policyPath: 'policy_path',
  result: 'result',
  reason: 'reason',
  spanPolicyPath: 'companyos.policy.path',
  spanPolicyResult: 'companyos.policy.result',
  spanPolicyReason: 'companyos.policy.reason',
  spanPolicyDecisionId: 'companyos.policy.decision_id',
  jobName: 'companyos.job.name',
} as const;

/** Names of spans. None holds an id, so that they stay countable. */
export const spanName = {
  request: (method: string, route: string) => `${method} ${route}`.trimEnd(),
  database: (operation: string, table: string) => `${operation} ${table}`,
  policy: (path: string) => `policy ${path}`,
  job: (name: string) => `job ${name}`,
};

/** The values of OTEL_TRACES_SAMPLER that are understood. */
export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

export type SamplerName = (typeof SAMPLERS)[number];
