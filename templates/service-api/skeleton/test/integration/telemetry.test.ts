import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  startEnvironment,
  type TestEnvironment,
} from '../support/environment.ts';
import {
  creation,
  newRecord,
  TENANTS,
  UNKNOWN_ID,
} from '../support/samples.ts';
import { parseScrape } from '../support/scrape.ts';
import { startTraceSink, type TraceSink } from '../support/traceSink.ts';

const path = '/v1/customer-records';
const BUCKETS =
  '0.005 0.01 0.025 0.05 0.075 0.1 0.25 0.5 0.75 1 2.5 5 7.5 10 +Inf'.split(
    ' ',
  );
const pool = 'db_client_connection_pool_name';

/** The table of the observability baseline: type, and all labels. */
const TABLE: Record<string, [type: string, labels: string[]]> = {
  companyos_policy_decision_duration_seconds: [
    'histogram',
    ['policy_path', 'result'],
  ],
  companyos_policy_decisions_total: [
    'counter',
    ['policy_path', 'reason', 'result'],
  ],
  db_client_connection_count: ['gauge', [pool, 'db_client_connection_state']],
  db_client_connection_limit: ['gauge', [pool]],
  db_client_connection_pending_requests: ['gauge', [pool]],
  http_server_request_duration_seconds: [
    'histogram',
    [
      'error_type',
      'http_request_method',
      'http_response_status_code',
      'http_route',
      'url_scheme',
    ],
  ],
  nodejs_eventloop_delay_p99_seconds: ['gauge', []],
  nodejs_eventloop_utilization_ratio: ['gauge', []],
  process_memory_usage_bytes: ['gauge', []],
  target_info: [
    'gauge',
    [
      'deployment_environment_name',
      'service_instance_id',
      'service_name',
      'service_version',
    ],
  ],
};

/** Every route, with every kind of answer that can be had without breaking a part. */
async function visitEverything({
  as,
  service,
  issuer,
}: TestEnvironment): Promise<void> {
  const open = (url: string, init?: RequestInit) =>
    fetch(service.url + url, init);
  const created = await as('ada', path, creation(newRecord));
  const { id } = (await created.json()) as { id: string };
  for (const user of [
    'ada',
    'edith',
    'vera',
    'pia',
    'aki',
    'sue',
    'carl',
    'order-history',
    'no-tenant',
  ]) {
    await as(user, path);
    await as(user, `${path}/${id}`);
    await as(user, `${path}/${UNKNOWN_ID}`);
    await as(user, path, creation(newRecord));
  }
  await as('ada', `${path}/7`);
  await as('ada', path, creation('{'));
  for (const url of [
    path,
    '/livez',
    '/readyz',
    '/openapi.json',
    '/problems/x',
    '/nothing',
    '/other?secret=1',
  ]) {
    await open(url);
    await open(url, { method: 'PATCH' });
    await open(url, { method: 'BREW' }).catch(() => undefined);
  }
  await open(path, {
    headers: {
      Authorization: `Bearer ${await issuer.token({ user: 'ada' })}x`,
    },
  });
}

describe('metrics', () => {
  let environment: TestEnvironment;
  let scrape: string;
  before(async () => {
    environment = await startEnvironment({ OPA_TIMEOUT_MS: '2000' });
    await visitEverything(environment);
    await using broken = await startEnvironment({
      OPA_URL: 'http://127.0.0.1:1',
    });
    await broken.as('ada', path);
    const read = async (url: string) => (await fetch(url)).text();
    scrape = await read(environment.service.metricsUrl);
    assert.match(
      await read(broken.service.metricsUrl),
      /error_type="POLICY_UNAVAILABLE"/,
    );
  });
  after(() => environment[Symbol.asyncDispose]());

  test('have the names, types, labels and buckets of the baseline', () => {
    const found = Object.fromEntries(
      [...parseScrape(scrape)]
        .map(
          ([name, { type, labels }]) =>
            [name, [type, [...labels].toSorted()]] as const,
        )
        .toSorted(([a], [b]) => a.localeCompare(b)),
    );
    // on a 5xx answer only, of which there was none here
    const table = structuredClone(TABLE);
    table.http_server_request_duration_seconds?.[1].shift();
    assert.deepEqual(found, table);
    for (const { type, buckets } of parseScrape(scrape).values()) {
      assert.deepEqual([...buckets], type === 'histogram' ? BUCKETS : []);
    }
  });

  test('stay far below 2,000 series after a run over every route', t => {
    const series = [...parseScrape(scrape).values()].reduce(
      (sum, metric) => sum + metric.series,
      0,
    );
    t.diagnostic(`${series} series, ${scrape.length} bytes`);
    assert.ok(series < 2000, `${series} series`);
  });

  test('name patterns and never paths, ids or people', () => {
    const routes = new Set(
      [...scrape.matchAll(/http_route="([^"]*)"/g)].map(([, route]) => route),
    );
    assert.deepEqual([...routes].toSorted(), [
      '',
      '/openapi.json',
      '/problems/{code}',
      path,
      `${path}/{id}`,
    ]);
    assert.doesNotMatch(scrape, /[0-9a-f]{8}-[0-9a-f]{4}-7/);
    assert.doesNotMatch(
      scrape,
      /livez|readyz|nothing|secret|_bucket\{[^}]*le="0"/,
    );
    assert.match(
      scrape,
      /http_request_method="_OTHER"|http_request_method="PATCH"/,
    );
  });

  test('are the only thing on their port, and not on the other', async () => {
    const { metricsUrl, url } = environment.service;
    assert.equal((await fetch(new URL('/', metricsUrl))).status, 404);
    assert.equal((await fetch(metricsUrl, { method: 'POST' })).status, 404);
    assert.equal((await fetch(`${url}/metrics`)).status, 404);
  });

  test('count errors of a policy apart from denials', () => {
    const results = new Set(
      [...scrape.matchAll(/_decisions_total\{[^}]*result="(\w+)"/g)].map(
        ([, word]) => word,
      ),
    );
    assert.deepEqual([...results].toSorted(), ['allow', 'deny']);
  });
});

describe('traces', () => {
  let sink: TraceSink;
  before(async () => {
    sink = await startTraceSink();
  });
  after(() => sink[Symbol.asyncDispose]());

  test('more than a full batch arrives, and the last ones when the service stops', async () => {
    const requests = 250; // three spans each, and 512 fill a batch
    await using environment = await startEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    });
    const { service, as } = environment;
    for (let done = 0; done < requests; done += 10) {
      await Promise.all(
        Array.from({ length: 10 }, () => as('edith', `${path}?limit=1`)),
      );
    }
    for (
      let waited = 0;
      sink.spans.length < 512 && waited < 10_000;
      waited += 50
    ) {
      await sleep(50);
    }
    assert.ok(
      sink.spans.length >= 512,
      `${sink.spans.length} spans before the end`,
    );
    await as('pia', `${path}/${UNKNOWN_ID}`);
    service.signal('SIGTERM');
    assert.equal(await service.exit(), 0);
    assert.equal(sink.spans.length, requests * 3 + 3);
    assert.ok(Math.max(...sink.batches) === 512);
    assert.deepEqual(
      service.logs.filter(line => line.level === 'warn'),
      [],
    );
  });

  test('go from HTTP over the policy to the database, by the names of the baseline', () => {
    const root = sink.spans.find(span => span.name === `GET ${path}`);
    assert.ok(root);
    const trace = sink.spans.filter(span => span.traceId === root.traceId);
    const shape = (span: (typeof trace)[number]) => ({
      name: span.name,
      kind: span.kind,
      status: span.status.code ?? 0,
      attributes: span.attributes,
    });
    const children = trace
      .filter(span => span.parentSpanId === root.spanId)
      .toSorted((a, b) => a.name.localeCompare(b.name));
    const [policy, database] = children.map(shape);
    assert.deepEqual(shape(root), {
      name: `GET ${path}`,
      kind: 2,
      status: 0,
      attributes: {
        'http.request.method': 'GET',
        'http.route': path,
        'http.response.status_code': 200,
        'url.scheme': 'http',
      },
    });
    assert.match(
      String(policy?.attributes['companyos.policy.decision_id']),
      /^[0-9a-f-]{36}$/,
    );
    assert.deepEqual(
      {
        ...policy,
        attributes: {
          ...policy?.attributes,
          'companyos.policy.decision_id': '',
        },
      },
      {
        name: 'policy customer_records/decision',
        kind: 3,
        status: 0,
        attributes: {
          'companyos.policy.path': 'customer_records/decision',
          'companyos.policy.result': 'allow',
          'companyos.policy.reason': 'allowed',
          'companyos.policy.decision_id': '',
        },
      },
    );
    const namespace = database?.attributes['db.namespace'];
    assert.match(String(namespace), /^test_/);
    assert.deepEqual(database, {
      name: 'SELECT customer_records',
      kind: 3,
      status: 0,
      attributes: {
        'db.system.name': 'postgresql',
        'db.namespace': namespace,
        'db.operation.name': 'SELECT',
        'db.collection.name': 'customer_records',
      },
    });
    assert.equal(trace.length, 3);
  });

  test('hold no id of a record, tenant or person in a name, and name the release', () => {
    for (const { name } of sink.spans) {
      assert.doesNotMatch(name, /[0-9a-f]{8}/);
    }
    assert.doesNotMatch(
      JSON.stringify(sink.spans),
      new RegExp(TENANTS.restricted),
    );
    const { 'service.instance.id': instance, ...resource } =
      sink.resources[0] ?? {};
    assert.ok(instance);
    assert.deepEqual(Object.keys(resource).toSorted(), [
      'deployment.environment.name',
      'service.name',
      'service.version',
    ]);
  });

  test('join the trace of the caller, and a log line leads to them', async () => {
    await using environment = await startEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    });
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    await environment.as('edith', path, { headers });
    const line = await environment.service.log(
      ({ message }) => message === 'Decision',
    );
    assert.equal(line.trace_id, traceId);
    assert.equal(line.trace_flags, '01');
    environment.service.signal('SIGTERM');
    await environment.service.exit();
    const spans = sink.spans.filter(span => span.traceId === traceId);
    assert.equal(spans.length, 3);
    assert.ok(
      spans.some(span => span.spanId === line.span_id && span.kind === 2),
    );
  });

  test('that cannot be sent do not disturb anybody, and are said to be lost', async () => {
    await using environment = await startEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    });
    const { service, as } = environment;
    assert.equal((await as('edith', path)).status, 200);
    service.signal('SIGTERM');
    assert.equal(await service.exit(), 0);
    const line = await service.log(
      ({ message }) => message === 'Telemetry failed',
    );
    assert.equal(line.level, 'warn');
  });
});
