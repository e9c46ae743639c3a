import { SpanKind } from '@opentelemetry/api';
import pg from 'pg';
import { ProblemError } from '../http/problems.ts';
import { ATTRIBUTES, spanName } from '../telemetry/names.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

const CONNECT_TIMEOUT_MS = 3000;
/** SQLSTATE classes that say that the server cannot work now: connection, resources, operator's intervention. */
const UNAVAILABLE = /^(08|53|57P)/;
const QUERY_CANCELED = '57014';

export interface DatabaseOptions {
  url: string;
  poolSize: number;
  /** Time that one statement may take. */
  timeoutMs: number;
  /** For the database's log and `pg_stat_activity`. */
  applicationName: string;
  telemetry: Telemetry;
  /** Told of a connection that broke while nobody used it. */
  onIdleError: (error: Error) => void;
}

/** One statement; `name` makes the server prepare it once for each connection. */
export interface Statement {
  name: string;
  operation: 'DELETE' | 'INSERT' | 'SELECT' | 'UPDATE';
  table: string;
  text: string;
  values: unknown[];
}

/** PostgreSQL through a pool of connections, with a span for each statement. */
export class Database {
  readonly #pool: pg.Pool;
  readonly #telemetry: Telemetry;
  readonly #namespace: string;

  constructor(options: DatabaseOptions) {
    const { url, poolSize, timeoutMs, telemetry, onIdleError } = options;
    this.#telemetry = telemetry;
    this.#namespace = decodeURIComponent(new URL(url).pathname.slice(1));
    const pool = new pg.Pool({
      connectionString: url,
      max: poolSize,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: timeoutMs,
      query_timeout: timeoutMs,
      application_name: options.applicationName,
    });
    pool.on('error', onIdleError);
    this.#pool = pool;
    telemetry.watchPool('postgresql', poolSize, () => ({
      idle: pool.idleCount,
      used: pool.totalCount - pool.idleCount,
      waiting: pool.waitingCount,
    }));
  }

  /**
   * Runs a statement. Neither its text nor its values get into a span.
   *
   * @throws ProblemError DATABASE_UNAVAILABLE or TIMED_OUT
   */
  async query<Row extends pg.QueryResultRow>(
    statement: Statement,
  ): Promise<Row[]> {
    const { name, operation, table, text, values } = statement;
    const attributes = {
      [ATTRIBUTES.dbSystem]: 'postgresql',
      [ATTRIBUTES.dbNamespace]: this.#namespace,
      [ATTRIBUTES.dbOperation]: operation,
      [ATTRIBUTES.dbCollection]: table,
    };
    try {
      return await this.#telemetry.span(
        spanName.database(operation, table),
        { kind: SpanKind.CLIENT, attributes },
        async () => (await this.#pool.query<Row>({ name, text, values })).rows,
      );
    } catch (error) {
      throw asProblem(error);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

function asProblem(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) {
    const { code = '', severity } = error;
    if (code === QUERY_CANCELED) {
      return new ProblemError('TIMED_OUT', 'The database took too long.');
    }
    // FATAL ends the connection, or refuses it; anything less is our mistake: the statement or its values.
    if (severity !== 'FATAL' && !UNAVAILABLE.test(code)) {
      return error;
    }
  }
  return new ProblemError(
    'DATABASE_UNAVAILABLE',
    'The database cannot be reached. Try again later.',
    { cause: error },
  );
}
