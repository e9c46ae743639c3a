import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import {
  customerRecordPageSchema,
  shownCustomerRecordSchema,
  type ShownCustomerRecord,
} from '../../src/customerRecords/schema.ts';
import {
  startEnvironment,
  type TestEnvironment,
} from '../support/environment.ts';
import { assertProblem } from '../support/problem.ts';
import {
  creation,
  newRecord,
  TENANTS,
  UNKNOWN_ID,
} from '../support/samples.ts';

const path = '/v1/customer-records';
let environment: TestEnvironment;

before(async () => {
  environment = await startEnvironment({
    BODY_LIMIT_BYTES: '1000',
    LOG_LEVEL: 'debug',
  });
});
after(() => environment[Symbol.asyncDispose]());

const as: TestEnvironment['as'] = (...args) => environment.as(...args);
const open = (url: string, init?: RequestInit) =>
  fetch(environment.service.url + url, init);

describe('customer records', () => {
  test('a record is kept in the tenant of the token, and found at its Location', async () => {
    const created = await as('ada', path, creation(newRecord));
    assert.equal(created.status, 201);
    const record = shownCustomerRecordSchema.parse(await created.json());
    assert.equal(record.tenantId, TENANTS.restricted);
    const signedIn = { user: 'ada', acr: 'urn:companyos:acr:2' };
    const found = await as(signedIn, created.headers.get('location') ?? '');
    assert.equal(found.status, 200);
    const { id, tenantId, createdAt, updatedAt, ...contents } =
      shownCustomerRecordSchema.parse(await found.json());
    assert.equal(id, record.id);
    assert.equal(tenantId, record.tenantId);
    assert.equal(createdAt, updatedAt);
    assert.deepEqual(contents, newRecord);
  });

  test('pages lead through all that one may see, once, oldest first', async () => {
    const listed: ShownCustomerRecord[] = [];
    let query = 'limit=100';
    while (query) {
      const response = await as('vera', `${path}?${query}`);
      const page = customerRecordPageSchema.parse(await response.json());
      listed.push(...page.items);
      query = page.nextCursor ? `limit=100&cursor=${page.nextCursor}` : '';
    }
    const ids = listed.map(({ id }) => id ?? '');
    assert.ok(ids.length > 500, `only ${ids.length}`);
    assert.deepEqual(ids, [...new Set(ids)].toSorted());
    assert.deepEqual(
      [...new Set(listed.map(r => r.tenantId))],
      [TENANTS.restricted],
    );
    const levels = new Set(listed.map(r => r.dataAccessLevel));
    assert.deepEqual([...levels].toSorted(), ['internal', 'public']);
  });

  test('a tenant comes from the token and from nowhere else', async () => {
    const body = { ...newRecord, tenantId: TENANTS.confidential };
    await assertProblem(
      await as('ada', path, creation(body)),
      'INVALID_REQUEST',
    );
  });
});

describe('what is refused', () => {
  for (const [what, change, field] of [
    ['no name', { name: undefined }, 'name'],
    ['an empty name', { name: '  ' }, 'name'],
    ['a name with a control character', { name: 'a\u0007' }, 'name'],
    ['a name of the wrong type', { name: 1 }, 'name'],
    ['an address that is none', { email: 'ada' }, 'email'],
    ['a phone number in words', { phone: 'none' }, 'phone'],
    ['an unknown level', { dataAccessLevel: 'secret' }, 'dataAccessLevel'],
    ['an unknown segment', { segment: 'huge' }, 'segment'],
    ['an unknown field', { nmae: 'a' }, ''],
    ['an id', { id: UNKNOWN_ID }, ''],
  ] as const) {
    test(`${what}, naming the field`, async () => {
      const request = creation({ ...newRecord, ...change });
      const problem = await assertProblem(
        await as('ada', path, request),
        'INVALID_REQUEST',
      );
      assert.equal(problem.errors?.length, 1);
      assert.equal(problem.errors[0]?.field, field);
      assert.equal(problem.errors[0].in, 'body');
    });
  }

  for (const [query, field] of [
    ['?limit=0', 'limit'],
    ['?limit=101', 'limit'],
    ['?limit=1&limit=2', 'limit'],
    ['?cursor=x', 'cursor'],
    ['/7', 'id'],
  ] as const) {
    test(`${query}, naming ${field}`, async () => {
      const problem = await assertProblem(
        await as('ada', path + query),
        'INVALID_REQUEST',
      );
      assert.equal(problem.errors?.[0]?.field, field);
    });
  }

  for (const [what, init, code] of [
    ['no JSON', creation('{"name":'), 'MALFORMED_BODY'],
    [
      'no media type',
      creation('{}', { 'Content-Type': 'text/plain' }),
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'too much',
      creation({ ...newRecord, notes: 'x'.repeat(1000) }),
      'BODY_TOO_LARGE',
    ],
  ] as const) {
    test(`a body: ${what}`, async () => {
      await assertProblem(await as('ada', path, init), code);
    });
  }

  test('a path that is not encoded well', async () => {
    await assertProblem(await as('ada', `${path}/%zz`), 'INVALID_REQUEST');
  });

  test('an unknown address', async () => {
    await assertProblem(await open('/v1/nothing'), 'NOT_FOUND');
  });

  test('a method that the address does not have, naming those it has', async () => {
    const response = await open(path, { method: 'PUT' });
    assert.equal(response.headers.get('allow'), 'POST, GET');
    await assertProblem(response, 'METHOD_NOT_ALLOWED');
  });

  test('everything of a caller without a token, before the body is looked at', async () => {
    const response = await open(path, creation('{"name":'));
    assert.equal(response.headers.get('www-authenticate'), 'Bearer');
    await assertProblem(response, 'UNAUTHENTICATED');
  });
});

describe('the service about itself', () => {
  test('is live and ready', async () => {
    assert.deepEqual(await (await open('/livez')).json(), { status: 'live' });
    assert.deepEqual(await (await open('/readyz')).json(), { status: 'ready' });
  });

  test('serves the contract that is in the repository', async () => {
    const committed: unknown = JSON.parse(readFileSync('openapi.json', 'utf8'));
    assert.deepEqual(await (await open('/openapi.json')).json(), committed);
  });

  test('explains a problem at its type', async () => {
    const { type } = await assertProblem(
      await as('ada', `${path}/${UNKNOWN_ID}`),
      'RECORD_NOT_FOUND',
    );
    assert.deepEqual(await (await open(type)).json(), {
      code: 'RECORD_NOT_FOUND',
      status: 404,
      title: 'There is no such record',
    });
    await assertProblem(await open('/problems/toString'), 'PROBLEM_NOT_FOUND');
  });

  test('tells nothing about its framework, and forbids caching', async () => {
    const { headers } = await open('/livez');
    assert.equal(headers.get('x-powered-by'), null);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  });
});

describe('the request log', () => {
  test('has one line a request, under the id that the caller gave, without the query', async () => {
    const headers = { 'X-Request-Id': 'order-66' };
    const response = await as('ada', `${path}?cursor=secret`, { headers });
    assert.equal(response.headers.get('x-request-id'), 'order-66');
    const line = await environment.service.log(
      ({ requestId, message }) =>
        requestId === 'order-66' && message === 'Request',
    );
    const { level, method, route, status, complete, code } = line;
    assert.deepEqual(
      { level, method, route, path: line.path, status, complete, code },
      {
        level: 'info',
        method: 'GET',
        route: path,
        path,
        status: 400,
        complete: true,
        code: 'INVALID_REQUEST',
      },
    );
    assert.doesNotMatch(JSON.stringify(line), /secret/);
  });

  test('gives a new id where the caller sent a bad one', async () => {
    const headers = { 'X-Request-Id': 'a b"c' };
    const id = (await open('/livez', { headers })).headers.get('x-request-id');
    assert.match(id ?? '', /^[0-9a-f-]{36}$/);
    const line = await environment.service.log(
      ({ requestId }) => requestId === id,
    );
    assert.equal(line.level, 'debug');
  });
});
