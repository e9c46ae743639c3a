import { z } from 'zod';

function wholeNumber(minimum: number, maximum: number) {
  const message = `must be a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .pipe(z.number().min(minimum, message).max(maximum, message));
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'];

const environment = z.object({
  /** Address to listen on. Only this machine by default; a container sets 0.0.0.0. */
  HOST: z.string().min(1, 'must not be empty').default('127.0.0.1'),
  /** Port to listen on; 0 takes a free one. */
  PORT: wholeNumber(0, 65_535).default(8080),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`)
    .default('info'),
  /** Largest request body in bytes. */
  BODY_LIMIT_BYTES: wholeNumber(1, 100_000_000).default(100_000),
  /** Time to receive a request, and again to answer it, in milliseconds. */
  REQUEST_TIMEOUT_MS: wholeNumber(1, 600_000).default(10_000),
  /** Time between "not ready" and closing the port, so that load balancers notice. */
  SHUTDOWN_DELAY_MS: wholeNumber(0, 600_000).default(0),
  /** Time that requests in flight get to finish after the port is closed. */
  SHUTDOWN_TIMEOUT_MS: wholeNumber(0, 600_000).default(20_000),
  /** Most notes that the service keeps in memory. */
  NOTES_LIMIT: wholeNumber(1, 1_000_000).default(1000),
});

/** Every setting, named as its environment variable. */
export type Config = z.output<typeof environment>;

/** The names of all environment variables that the service reads. */
export const VARIABLES = Object.keys(environment.shape);

/** The environment is not usable. The message names each variable, never its value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads and checks the configuration once, at start.
 *
 * @throws ConfigError when a variable is missing or malformed
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const result = environment.safeParse(env);
  if (result.success) {
    return result.data;
  }
  const faults = result.error.issues.map(
    issue => `${issue.path.join('.')} ${issue.message}`,
  );
  throw new ConfigError(`Configuration is not valid: ${faults.join('; ')}`);
}
