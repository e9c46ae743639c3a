import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from './app.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { PostgresCustomerRecordStore } from './customerRecords/PostgresCustomerRecordStore.ts';
import { Database } from './database/Database.ts';
import { MigrationError, requireMigrated } from './database/migrations.ts';
import type { Lifecycle } from './http/health.ts';
import { TokenVerifier } from './identity/TokenVerifier.ts';
import { createLogger } from './logger.ts';
import { createOperations } from './operations.ts';
import { Authorizer } from './policy/Authorizer.ts';
import { PolicyClient } from './policy/PolicyClient.ts';
import { PortError, startServer } from './server.ts';
import { service } from './service.ts';
import { Telemetry } from './telemetry/telemetry.ts';

const POLICY = 'customer_records/decision';

let logger = createLogger({ level: 'info' });

process.on('uncaughtException', error => {
  const isExpected = [ConfigError, MigrationError, PortError].some(
    type => error instanceof type,
  );
  if (isExpected) {
    logger.fatal(error.message);
  } else {
    logger.fatal({ err: error }, 'Stopped by an unexpected error');
  }
  process.exit(1);
});

const config = readConfig(process.env);
logger = createLogger({
  level: config.LOG_LEVEL,
  environment: config.ENVIRONMENT_ID,
});

const telemetry = new Telemetry({
  service,
  environment: config.ENVIRONMENT_ID,
  otlpEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
  sampler: {
    name: config.OTEL_TRACES_SAMPLER ?? defaultSampler(config),
    ratio: Number(config.OTEL_TRACES_SAMPLER_ARG),
  },
  unmeasured: ['/livez', '/readyz'],
  onProblem: detail => {
    logger.warn({ detail }, 'Telemetry failed');
  },
});
await requireMigrated(config.DATABASE_URL);
const database = new Database({
  url: config.DATABASE_URL,
  poolSize: config.DATABASE_POOL_SIZE,
  timeoutMs: config.REQUEST_TIMEOUT_MS,
  applicationName: service.name,
  telemetry,
  onIdleError: error => {
    logger.warn({ err: error }, 'Lost an idle database connection');
  },
});
const tokens = new TokenVerifier({
  issuer: config.TOKEN_ISSUER,
  audience: config.TOKEN_AUDIENCE,
  jwksUrl: config.TOKEN_JWKS_URL,
  onUnavailable: cause => {
    logger.error({ err: cause }, 'The keys of the token issuer cannot be had');
  },
});
const client = new PolicyClient({
  url: config.OPA_URL,
  path: POLICY,
  timeoutMs: config.OPA_TIMEOUT_MS,
});
const authorizer = new Authorizer({
  client,
  path: POLICY,
  environment: {
    id: config.ENVIRONMENT_ID,
    stage: config.ENVIRONMENT_STAGE,
    region: config.ENVIRONMENT_REGION,
    data_access_level: config.ENVIRONMENT_DATA_ACCESS_LEVEL,
  },
  telemetry,
});

const lifecycle: Lifecycle = { state: 'starting' };
const operations = createOperations({
  lifecycle,
  records: new PostgresCustomerRecordStore(database),
});
const app = createApp({
  config,
  logger,
  operations,
  guard: {
    authenticate: header => tokens.verify(header),
    authorize: question => authorizer.authorize(question),
  },
});
const metricsPort = await telemetry
  .serveMetrics(config.HOST, config.METRICS_PORT)
  .catch((error: unknown) => {
    const { message } = error as Error;
    throw new PortError(`Cannot listen: ${message}. Change METRICS_PORT.`);
  });
// Before anybody can know that it runs, or the first signal would just end it.
const toldToStop = new Promise<string>(resolve => {
  process.on('SIGTERM', resolve);
  process.on('SIGINT', resolve);
});
const server = await startServer(telemetry.instrument(app), config);
lifecycle.state = 'ready';
logger.info({ host: config.HOST, port: server.port, metricsPort }, 'Listening');

const signal = await toldToStop;
lifecycle.state = 'draining';
logger.info({ signal }, 'Draining');
await sleep(config.SHUTDOWN_DELAY_MS);
const drained = await server.drain(config.SHUTDOWN_TIMEOUT_MS);
await Promise.all([client.close(), database.close()]);
await telemetry.shutdown(); // last, so that the spans of the last requests are sent
if (drained) {
  logger.info('Stopped');
} else {
  logger.error('Stopped with requests unanswered; see SHUTDOWN_TIMEOUT_MS');
  process.exitCode = 1;
}

function defaultSampler(settings: Config) {
  return settings.ENVIRONMENT_STAGE === 'production'
    ? 'parentbased_traceidratio'
    : 'parentbased_always_on';
}
