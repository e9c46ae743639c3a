import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Pool, type Dispatcher } from 'undici';
import { withClient } from '../../dev/postgres.ts';
import { PROBLEM_MEDIA_TYPE } from '../../src/http/problems.ts';
import {
  startEnvironment,
  type TestEnvironment,
} from '../support/environment.ts';
import { malformedBody } from '../support/malformedBodies.ts';
import { malformedAuthorization } from '../support/malformedTokens.ts';
import { creation, newRecord } from '../support/samples.ts';

const TOKENS = 5000;
const BODIES = 5000;
const AT_ONCE = 16;
const path = '/v1/customer-records';

let environment: TestEnvironment;
let pool: Pool;
before(async () => {
  environment = await startEnvironment();
  pool = new Pool(environment.service.url, { connections: AT_ONCE });
});
after(async () => {
  await pool.destroy();
  await environment[Symbol.asyncDispose]();
});

type Request = Pick<Dispatcher.RequestOptions, 'method' | 'headers' | 'body'>;

interface Made {
  what: string;
  request: Request;
}

/** Sends them all, some at once. @returns the answers that are no 4xx with a problem document, and the statuses */
async function send(
  count: number,
  make: (seed: number) => Made | Promise<Made>,
) {
  const statuses = new Set<number>();
  const unexpected: string[] = [];
  let seed = 0;
  async function work(): Promise<void> {
    while (seed < count) {
      const current = seed;
      seed += 1;
      const { what, request } = await make(current);
      const { statusCode, headers, body } = await pool.request({
        path,
        ...request,
      });
      const text = await body.text();
      statuses.add(statusCode);
      const isProblem = String(headers['content-type']).startsWith(
        PROBLEM_MEDIA_TYPE,
      );
      if (statusCode < 400 || statusCode > 499 || !isProblem) {
        unexpected.push(`${current}, ${what}: ${statusCode} ${text}`);
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { statuses: [...statuses].toSorted(), unexpected };
}

async function countRecords(): Promise<unknown> {
  return withClient(environment.databaseUrl, async client => {
    const { rows } = await client.query<{ count: string }>(
      'select count(*) from customer_records',
    );
    return rows[0]?.count;
  });
}

test(`${TOKENS} malformed tokens give 4xx and never a 5xx`, async () => {
  const { issuer } = environment;
  const good = await issuer.token({ user: 'ada' });
  const { statuses, unexpected } = await send(TOKENS, async seed => {
    const { what, authorization } = await malformedAuthorization(seed, {
      good,
      key: issuer.key,
    });
    return { what, request: { method: 'GET', headers: { authorization } } };
  });
  assert.deepEqual(unexpected, []);
  assert.deepEqual(statuses, [401, 431]);
});

test(`${BODIES} malformed bodies give 4xx and never a 5xx, and make no record`, async () => {
  const records = await countRecords();
  const token = await environment.issuer.token({ user: 'ada' });
  const { statuses, unexpected } = await send(BODIES, seed => {
    const { what, body, headers } = malformedBody(seed);
    return {
      what,
      request: {
        method: 'POST',
        body,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          ...headers,
        },
      },
    };
  });
  assert.deepEqual(unexpected, []);
  assert.deepEqual(statuses, [400, 413, 415]);
  assert.equal(await countRecords(), records);
});

test('after all of them the service is alive, has told of no error, and serves good requests', async () => {
  const { service, as } = environment;
  assert.equal((await fetch(`${service.url}/livez`)).status, 200);
  assert.equal((await as('ada', path)).status, 200);
  assert.equal((await as('ada', path, creation(newRecord))).status, 201);
  assert.deepEqual(
    service.logs.filter(({ level }) => level === 'error'),
    [],
  );
});
