import { z } from 'zod';
import { DATA_ACCESS_LEVELS, REGIONS, STAGES } from './identity/words.ts';
import { SAMPLERS } from './telemetry/names.ts';

function wholeNumber(minimum: number, maximum: number) {
  const message = `must be a whole number from ${minimum} to ${maximum}`;
  return z
    .string({ error: message })
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .pipe(z.number().min(minimum, message).max(maximum, message));
}

function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, `must be one of ${words.join(', ')}`);
}

function address(...protocols: string[]) {
  const message = `must be a URL that starts with ${protocols.map(p => `${p}//`).join(' or ')}`;
  return z
    .string({ error: message })
    .refine(
      text => protocols.includes(URL.parse(text)?.protocol ?? ''),
      message,
    );
}

function word(pattern: RegExp, message: string) {
  return z.string({ error: message }).regex(pattern, message);
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'];
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

const database = z.object({
  /** The PostgreSQL database, with user and password. */
  DATABASE_URL: address('postgresql:', 'postgres:'),
});

const environment = z.object({
  /** Address to listen on. Only this machine by default; a container sets 0.0.0.0. */
  HOST: z.string().min(1, 'must not be empty').default('127.0.0.1'),
  /** Port to listen on; 0 takes a free one. */
  PORT: wholeNumber(0, 65_535).default(8080),
  /** Port of /metrics, which no ingress reaches; 0 takes a free one. */
  METRICS_PORT: wholeNumber(0, 65_535).default(9464),
  LOG_LEVEL: oneOf(LOG_LEVELS).default('info'),
  ...database.shape,
  /** Most connections to the database at once. */
  DATABASE_POOL_SIZE: wholeNumber(1, 1000).default(10),
  /** Open Policy Agent, which is asked before each answer about a record. */
  OPA_URL: address('http:', 'https:').default('http://127.0.0.1:8181'),
  /** Time that a policy decision may take. Without one the service answers 503. */
  OPA_TIMEOUT_MS: wholeNumber(1, 60_000).default(500),
  /** Who signs access tokens: the claim `iss`. */
  TOKEN_ISSUER: address('http:', 'https:'),
  /** This service, as the issuer calls it: the claim `aud`. */
  TOKEN_AUDIENCE: z
    .string({ error: 'must be 1 to 255 characters' })
    .min(1, 'must be 1 to 255 characters')
    .max(255, 'must be 1 to 255 characters'),
  /** The issuer's public keys. */
  TOKEN_JWKS_URL: address('http:', 'https:'),
  /** The environment that it runs in, such as `production`. */
  ENVIRONMENT_ID: word(
    /^[a-z][a-z0-9-]{0,62}$/,
    'must be 1 to 63 lower-case letters, digits and hyphens',
  ),
  ENVIRONMENT_STAGE: oneOf(STAGES),
  ENVIRONMENT_REGION: oneOf(REGIONS),
  /** The most sensitive data that may be handled in this environment. */
  ENVIRONMENT_DATA_ACCESS_LEVEL: oneOf(DATA_ACCESS_LEVELS),
  /** Where traces go, by OTLP over HTTP. Without it none are recorded. */
  OTEL_EXPORTER_OTLP_ENDPOINT: address('http:', 'https:').optional(),
  /** Which traces are recorded; by the stage when it is not set. */
  OTEL_TRACES_SAMPLER: oneOf(SAMPLERS).optional(),
  /** The part of the traces that a ratio sampler takes. */
  OTEL_TRACES_SAMPLER_ARG: word(
    /^(0(\.\d{1,6})?|1(\.0{1,6})?)$/,
    'must be a number from 0 to 1',
  ).default('0.1'),
  /** Largest request body in bytes. */
  BODY_LIMIT_BYTES: wholeNumber(1, 100_000_000).default(100_000),
  /** Time to receive a request, and again to answer it, in milliseconds. */
  REQUEST_TIMEOUT_MS: wholeNumber(1, 600_000).default(10_000),
  /** Time between "not ready" and closing the port, so that load balancers notice. */
  SHUTDOWN_DELAY_MS: wholeNumber(0, 600_000).default(0),
  /** Time that requests in flight get to finish after the port is closed. */
  SHUTDOWN_TIMEOUT_MS: wholeNumber(0, 600_000).default(20_000),
});

/** A development issuer signs whatever it is asked to, so no other stage may trust one. */
const checked = environment.superRefine((config, context) => {
  if (config.ENVIRONMENT_STAGE === 'development') {
    return;
  }
  for (const name of ['TOKEN_ISSUER', 'TOKEN_JWKS_URL'] as const) {
    const { protocol, hostname } = new URL(config[name]);
    if (protocol !== 'https:' || LOOPBACK.has(hostname)) {
      context.addIssue({
        code: 'custom',
        path: [name],
        message: 'must be https and not this machine, outside of development',
      });
    }
  }
});

/** Every setting, named as its environment variable. */
export type Config = z.output<typeof environment>;

/** All environment variables that the service reads, each with its default if it has one. */
export const VARIABLES: Record<string, unknown> = Object.fromEntries(
  Object.entries(environment.shape).map(([name, schema]) => {
    const withoutValue = schema.safeParse(undefined);
    return [
      name,
      withoutValue.success ? (withoutValue.data ?? 'none') : 'required',
    ];
  }),
);

/** The environment is not usable. The message names each variable, never its value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

type Variables = Record<string, string | undefined>;

/**
 * Reads and checks the configuration once, at start.
 *
 * @throws ConfigError when a variable is missing or malformed
 */
export function readConfig(env: Variables): Config {
  return parse(checked, env);
}

/** Reads what the migrations need. @throws ConfigError when it is missing or malformed */
export function readDatabaseUrl(env: Variables): string {
  return parse(database, env).DATABASE_URL;
}

function parse<T>(schema: z.ZodType<T>, env: Variables): T {
  const result = schema.safeParse(env);
  if (result.success) {
    return result.data;
  }
  const faults = result.error.issues.map(
    issue => `${issue.path.join('.')} ${issue.message}`,
  );
  throw new ConfigError(`Configuration is not valid: ${faults.join('; ')}`);
}
