import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { z } from 'zod';
import { freePort } from '../process/ports';
import { Jaeger } from '../services/Jaeger';
import { Prometheus } from '../services/Prometheus';
import { ReferenceService } from '../services/ReferenceService';
import { Stack } from '../services/Stack';
import { provideTool } from '../tools/provideTool';
import type { Outcome } from '../traffic/plan';
import { runTraffic } from '../traffic/runTraffic';
import { ServiceCaller } from '../traffic/ServiceCaller';
import { countChecks, type Checks } from './check';
import type { SuiteContext, SuiteResult } from './Suite';

const ROLES = ['admin', 'auditor', 'editor', 'reader', 'viewer', 'writer'];
const WAIT_MS = 20_000;

const tracesSchema = z.object({
  data: z.array(
    z.object({
      spans: z.array(
        z.object({
          spanID: z.string(),
          operationName: z.string(),
          references: z.array(z.object({ spanID: z.string() })),
        }),
      ),
    }),
  ),
});

/** What Prometheus answers to an instant query: https://prometheus.io/docs/prometheus/latest/querying/api/ */
const vectorSchema = z.object({
  data: z.object({
    result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })),
  }),
});

type Trace = z.infer<typeof tracesSchema>['data'][number];

/**
 * Runs a built service as `make run` does, with its own PostgreSQL and OPA, and with Jaeger and Prometheus behind it, lets every role at
 * it, and looks at what came of it: the answers, the metrics, and a trace from the request over the policy to the
 * database.
 */
export async function checkRunningService(
  dir: string,
  context: SuiteContext,
): Promise<SuiteResult> {
  const { env, steps, signal } = context;
  const file = (name: string) => path.join(context.dir, name);
  const stack = new Stack(steps);
  try {
    const jaeger = stack.add(
      await Jaeger.start({
        program: await provideTool('jaeger', {
          ...context,
          logFile: file('jaeger-build.log'),
        }),
        configFile: file('jaeger.json'),
        logFile: file('jaeger.log'),
        pidFile: file('jaeger.pid'),
        signal,
      }),
    );
    const { addresses } = stack.add(
      await ReferenceService.start({
        name: path.basename(dir),
        dir,
        env: {
          ...env,
          OTEL_EXPORTER_OTLP_ENDPOINT: jaeger.otlpUrl,
        },
        logFile: file('running.log'),
        pidFile: file('running.pid'),
        signal,
      }),
    );
    const job = path.basename(dir);
    const prometheus = stack.add(
      await Prometheus.start({
        program: await provideTool('prometheus', {
          ...context,
          logFile: file('prometheus-build.log'),
        }),
        url: `http://127.0.0.1:${await freePort()}`,
        dir: file('prometheus'),
        target: { job, metricsUrl: addresses.metricsUrl },
        logFile: file('prometheus.log'),
        pidFile: file('prometheus.pid'),
        signal,
      }),
    );
    const caller = new ServiceCaller(addresses);
    const outcomes: Outcome[] = [];
    const onOutcome = (outcome: Outcome) => outcomes.push(outcome);
    await runTraffic({ caller, rate: 50, seconds: 6, signal, onOutcome });
    return countChecks({
      ...checkOutcomes(outcomes),
      ...(await checkMetrics(prometheus, job, signal)),
      ...(await checkTrace(jaeger, job, signal)),
    });
  } finally {
    await stack.stop();
  }
}

function checkOutcomes(outcomes: Outcome[]): Checks {
  const of = (attempt: Outcome['attempt']) =>
    outcomes.filter(outcome => outcome.attempt === attempt);
  const roles = [...new Set(outcomes.map(({ caller }) => caller.role))].sort();
  const statuses = outcomes.map(({ status }) => status);
  const told = `answers: ${[...new Set(statuses)].join(', ')}`;
  return {
    'every role asked': roles.join() === ROLES.join() || roles.join(),
    'nothing failed':
      statuses.every(status => status > 0 && status < 500) || told,
    'some are served': statuses.includes(200) || told,
    'some may create': of('create').some(o => o.status === 201) || told,
    'some are denied': statuses.includes(403) || told,
    'nobody reads what is of another tenant':
      of('readOfOtherTenant').some(({ status }) => status === 404) || told,
    'nobody is served without a token':
      of('withoutToken').every(({ status }) => status === 401) || told,
  };
}

// The signals of the observability baseline (ADR-012), as every dashboard will ask for them.
const SIGNALS: Record<string, (job: string) => string> = {
  'traffic is measured': job =>
    `sum(http_server_request_duration_seconds_count{job="${job}"})`,
  'latency is measured': job =>
    `sum(http_server_request_duration_seconds_bucket{job="${job}",le="0.5"})`,
  'saturation is measured': job =>
    `max(nodejs_eventloop_utilization_ratio{job="${job}"})`,
  'use of the database pool is measured': job =>
    `sum(db_client_connection_limit{job="${job}"})`,
  'allowed decisions are counted': job =>
    `sum(companyos_policy_decisions_total{job="${job}",result="allow"})`,
  'denied decisions are counted': job =>
    `sum(companyos_policy_decisions_total{job="${job}",result="deny"})`,
};

async function checkMetrics(
  prometheus: Prometheus,
  job: string,
  signal: AbortSignal,
): Promise<Checks> {
  const checks: Checks = {};
  const end = Date.now() + WAIT_MS;
  for (const [name, query] of Object.entries(SIGNALS)) {
    const value = async () => {
      const search = new URLSearchParams({ query: query(job) });
      const response = await fetch(`${prometheus.url}/api/v1/query?${search}`);
      const answer = vectorSchema.safeParse(await response.json());
      return Number(answer.data?.data.result[0]?.value[1] ?? 0);
    };
    let seen = await value();
    while (!(seen > 0) && Date.now() < end) {
      await sleep(500, undefined, { signal });
      seen = await value();
    }
    checks[name] = seen > 0 || `${query(job)} is ${seen}`;
  }
  return checks;
}

async function checkTrace(
  jaeger: Jaeger,
  service: string,
  signal: AbortSignal,
): Promise<Checks> {
  const query = new URLSearchParams({
    service,
    operation: 'GET /v1/customer-records/{id}',
    limit: '100',
  });
  let traces: Trace[] = [];
  const end = Date.now() + WAIT_MS;
  while (Date.now() < end) {
    const response = await fetch(`${jaeger.url}/api/traces?${query}`);
    const answer = tracesSchema.safeParse(await response.json());
    traces = answer.success ? answer.data.data : [];
    if (traces.some(isWhole)) break;
    await sleep(500, undefined, { signal });
  }
  return {
    'a trace leads from the request to policy and database':
      traces.some(isWhole) || JSON.stringify(traces[0]),
  };
}

/** Whether the policy and the database are asked on behalf of the request. */
function isWhole({ spans }: Trace): boolean {
  const request = spans.find(({ operationName }) =>
    operationName.startsWith('GET /v1/customer-records/'),
  );
  const below = (pattern: RegExp) =>
    spans.some(
      ({ operationName, references }) =>
        pattern.test(operationName) &&
        references.some(({ spanID }) => spanID === request?.spanID),
    );
  return below(/^policy /) && below(/^SELECT /i);
}
