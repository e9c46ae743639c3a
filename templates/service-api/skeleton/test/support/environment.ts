import { randomUUID } from 'node:crypto';
import process from 'node:process';
import {
  startIssuer,
  type DevelopmentIssuer,
  type TokenRequest,
} from '../../dev/issuer.ts';
import { createDatabase, withClient } from '../../dev/postgres.ts';
import { startService, type RunningService } from './startService.ts';
import { SEEDED } from './parts.ts';

export const AUDIENCE = 'customer-records';

/** An URL of a part that `parts.ts` started. */
export function part(name: 'TEST_OPA_URL' | 'TEST_POSTGRES_URL'): string {
  const url = process.env[name];
  if (!url) {
    throw new Error('Run the integration tests with: npm run test:integration');
  }
  return url;
}

export interface TestDatabase extends AsyncDisposable {
  url: string;
}

/** A database of this test's own: a copy of the seeded one, or an empty one. */
export async function makeDatabase({
  empty = false,
} = {}): Promise<TestDatabase> {
  const server = part('TEST_POSTGRES_URL');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await createDatabase(`${server}postgres`, name, empty ? undefined : SEEDED);
  return {
    url: server + name,
    async [Symbol.asyncDispose]() {
      await withClient(`${server}postgres`, client =>
        client.query(`drop database ${name} with (force)`),
      );
    },
  };
}

/** The service with everything that it needs, and a way to call it as somebody. */
export interface TestEnvironment extends AsyncDisposable {
  service: RunningService;
  issuer: DevelopmentIssuer;
  databaseUrl: string;
  /** Calls the service with a token of a seeded user. */
  as: (
    user: TokenRequest | string,
    path: string,
    init?: RequestInit,
  ) => Promise<Response>;
}

/** What the service needs of its environment to start. */
export function settings(
  issuer: DevelopmentIssuer,
  databaseUrl: string,
): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    OPA_URL: part('TEST_OPA_URL'),
    OPA_TIMEOUT_MS: '5000', // the machine may be busy; tests of the deadline set their own
    ENVIRONMENT_ID: 'development',
    ENVIRONMENT_STAGE: 'development',
    ENVIRONMENT_REGION: 'eu-central',
    ENVIRONMENT_DATA_ACCESS_LEVEL: 'restricted',
    TOKEN_ISSUER: issuer.url,
    TOKEN_AUDIENCE: AUDIENCE,
    TOKEN_JWKS_URL: issuer.jwksUrl,
    METRICS_PORT: '0',
  };
}

export async function startEnvironment(
  env: Record<string, string> = {},
): Promise<TestEnvironment> {
  const issuer = await startIssuer({ audience: AUDIENCE });
  const database = await makeDatabase();
  const service = await startService({
    ...settings(issuer, database.url),
    ...env,
  });
  return {
    service,
    issuer,
    databaseUrl: database.url,
    async as(user, path, init) {
      const token = await issuer.token(
        typeof user === 'string' ? { user } : user,
      );
      const headers = new Headers(init?.headers);
      headers.set('Authorization', `Bearer ${token}`);
      return fetch(service.url + path, { ...init, headers });
    },
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await issuer.stop();
      await database[Symbol.asyncDispose]();
    },
  };
}
