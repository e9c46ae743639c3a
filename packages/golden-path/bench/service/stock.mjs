// The usual stack: automatic instrumentation, Prometheus, OTLP in batches, the same verification of the token, a pooled
// call of the engine, a log line each.
import {
  audience,
  issuer,
  jwksUrl,
  opaUrl,
  otlpUrl,
  policyInput,
  record,
  requirePackage,
  ROUTE,
  serve,
} from './common.mjs';

const { NodeSDK } = requirePackage('@opentelemetry/sdk-node');
const { getNodeAutoInstrumentations } = requirePackage(
  '@opentelemetry/auto-instrumentations-node',
);
const { PrometheusExporter } = requirePackage(
  '@opentelemetry/exporter-prometheus',
);
const { OTLPTraceExporter } = requirePackage(
  '@opentelemetry/exporter-trace-otlp-http',
);
new NodeSDK({
  serviceName: 'bench',
  traceExporter: new OTLPTraceExporter({ url: `${otlpUrl}/v1/traces` }),
  metricReaders: [new PrometheusExporter({ preventServerStart: true })],
  instrumentations: [
    getNodeAutoInstrumentations({
      '@opentelemetry/instrumentation-fs': { enabled: false },
    }),
  ],
}).start();

// only now, so that they are patched
const express = requirePackage('express');
const { Pool } = requirePackage('undici');
const { pino } = requirePackage('pino');
const { createRemoteJWKSet, jwtVerify } = requirePackage('jose');

const pool = new Pool(opaUrl, { connections: 32 });
const log = pino();
const keys = createRemoteJWKSet(new URL(jwksUrl));
const app = express();
app.get(ROUTE, async (req, res) => {
  const [, token] = req.get('Authorization').split(' ');
  await jwtVerify(token, keys, { issuer, audience, algorithms: ['ES256'] });
  const started = performance.now();
  const answer = await pool.request({
    path: '/v1/data/customer_records/decision',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ input: policyInput() }),
    signal: AbortSignal.timeout(5000),
  });
  const { result, decision_id } = await answer.body.json();
  const durationMs = performance.now() - started;
  log.info({ decision_id, result, durationMs }, 'Decision');
  res.on('close', () =>
    log.info({ status: res.statusCode, url: req.url }, 'Request'),
  );
  if (result.allow) res.json(record);
  else res.status(403).json(result);
});
serve(app);
