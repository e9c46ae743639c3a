import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import {
  notePageSchema,
  noteSchema,
  type Note,
} from '../../src/notes/schema.ts';
import { assertProblem } from '../support/problem.ts';
import { startService, type RunningService } from '../support/startService.ts';

const LIMIT = 5;
const UNKNOWN_ID = '5e0cbd05-7a36-4f4c-9a3b-2c1d6a1f4f0e';
let service: RunningService;

before(async () => {
  service = await startService({
    NOTES_LIMIT: String(LIMIT),
    BODY_LIMIT_BYTES: '1000',
    LOG_LEVEL: 'debug',
  });
});
after(() => service[Symbol.asyncDispose]());

const get = (path: string, init?: RequestInit) =>
  fetch(service.url + path, init);

const post = (body: string, headers: Record<string, string> = {}) =>
  get('/v1/notes', {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json', ...headers },
  });

async function keep(title: string): Promise<Note> {
  const response = await post(JSON.stringify({ title }));
  assert.equal(response.status, 201);
  return noteSchema.parse(await response.json());
}

const remove = (id: string) => get(`/v1/notes/${id}`, { method: 'DELETE' });

describe('notes', () => {
  test('a note is kept, found at its Location, and deleted once', async () => {
    const created = await post(JSON.stringify({ title: ' First ', text: 'x' }));
    assert.equal(created.status, 201);
    const note = noteSchema.parse(await created.json());
    assert.equal(note.title, 'First');

    const found = await get(created.headers.get('location') ?? '');
    assert.deepEqual(await found.json(), note);

    const deleted = await remove(note.id);
    assert.equal(deleted.status, 204);
    assert.equal(await deleted.text(), '');
    await assertProblem(await remove(note.id), 'NOTE_NOT_FOUND');
    await assertProblem(await get(`/v1/notes/${note.id}`), 'NOTE_NOT_FOUND');
  });

  test('pages lead through all notes, and a full store says so', async () => {
    const kept: Note[] = [];
    while (kept.length < LIMIT) {
      kept.push(await keep(`note ${kept.length}`));
    }
    await assertProblem(
      await post('{"title":"one more"}'),
      'NOTES_LIMIT_REACHED',
    );

    const listed: Note[] = [];
    let cursor: string | undefined = '0';
    while (cursor) {
      const page = notePageSchema.parse(
        await (await get(`/v1/notes?limit=2&cursor=${cursor}`)).json(),
      );
      listed.push(...page.items);
      cursor = page.nextCursor;
    }
    assert.deepEqual(listed, kept);
    await Promise.all(kept.map(({ id }) => remove(id)));
  });
});

describe('what is refused', () => {
  for (const [what, body, field] of [
    ['no title', '{}', 'title'],
    ['an empty title', '{"title":"  "}', 'title'],
    ['a title of the wrong type', '{"title":1}', 'title'],
    ['an unknown field', '{"title":"a","titel":"b"}', ''],
    ['no body', '', 'title'],
  ] as const) {
    test(`${what}, naming the field`, async () => {
      const problem = await assertProblem(await post(body), 'INVALID_REQUEST');
      assert.equal(problem.errors?.length, 1);
      assert.equal(problem.errors[0]?.field, field);
      assert.equal(problem.errors[0].in, 'body');
    });
  }

  for (const [path, field] of [
    ['/v1/notes?limit=0', 'limit'],
    ['/v1/notes?limit=101', 'limit'],
    ['/v1/notes?limit=1&limit=2', 'limit'],
    ['/v1/notes?cursor=x', 'cursor'],
    ['/v1/notes/7', 'id'],
  ] as const) {
    test(`${path}, naming ${field}`, async () => {
      const problem = await assertProblem(await get(path), 'INVALID_REQUEST');
      assert.equal(problem.errors?.[0]?.field, field);
    });
  }

  test('a body that is not JSON', async () => {
    await assertProblem(await post('{"title":'), 'MALFORMED_BODY');
  });

  test('a body that does not say that it is JSON', async () => {
    const response = await post('{"title":"a"}', {
      'Content-Type': 'text/plain',
    });
    await assertProblem(response, 'UNSUPPORTED_MEDIA_TYPE');
  });

  test('a body over the limit', async () => {
    const response = await post(
      JSON.stringify({ title: 'a', text: 'x'.repeat(1000) }),
    );
    await assertProblem(response, 'BODY_TOO_LARGE');
  });

  test('a path that is not encoded well', async () => {
    await assertProblem(await get('/v1/notes/%zz'), 'INVALID_REQUEST');
  });

  test('an unknown address', async () => {
    await assertProblem(await get('/v1/nothing'), 'NOT_FOUND');
  });

  test('a method that the address does not have, naming those it has', async () => {
    const response = await get('/v1/notes', { method: 'PUT' });
    assert.equal(response.headers.get('allow'), 'POST, GET');
    await assertProblem(response, 'METHOD_NOT_ALLOWED');
  });
});

describe('the service about itself', () => {
  test('is live and ready', async () => {
    assert.deepEqual(await (await get('/livez')).json(), { status: 'live' });
    assert.deepEqual(await (await get('/readyz')).json(), { status: 'ready' });
  });

  test('serves the contract that is in the repository', async () => {
    const committed: unknown = JSON.parse(readFileSync('openapi.json', 'utf8'));
    assert.deepEqual(await (await get('/openapi.json')).json(), committed);
  });

  test('explains a problem at its type', async () => {
    const { type } = await assertProblem(
      await get(`/v1/notes/${UNKNOWN_ID}`),
      'NOTE_NOT_FOUND',
    );
    assert.deepEqual(await (await get(type)).json(), {
      code: 'NOTE_NOT_FOUND',
      status: 404,
      title: 'There is no such note',
    });
    await assertProblem(await get('/problems/toString'), 'PROBLEM_NOT_FOUND');
  });

  test('tells nothing about its framework, and forbids caching', async () => {
    const { headers } = await get('/livez');
    assert.equal(headers.get('x-powered-by'), null);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  });
});

describe('the request log', () => {
  test('has one line a request, under the id that the caller gave, without the query', async () => {
    const headers = { 'X-Request-Id': 'order-66' };
    const response = await get('/v1/notes?cursor=secret', { headers });
    assert.equal(response.headers.get('x-request-id'), 'order-66');
    const line = await service.log(({ requestId }) => requestId === 'order-66');
    const { level, message, method, path, status, complete } = line;
    assert.deepEqual(
      { level, message, method, path, status, complete },
      {
        level: 'info',
        message: 'Request',
        method: 'GET',
        path: '/v1/notes',
        status: 400,
        complete: true,
      },
    );
    assert.doesNotMatch(JSON.stringify(line), /secret/);
    assert.ok(line.service && line.version && line.time);
  });

  test('gives a new id where the caller sent a bad one', async () => {
    const headers = { 'X-Request-Id': 'a b"c' };
    const id = (await get('/livez', { headers })).headers.get('x-request-id');
    assert.match(id ?? '', /^[0-9a-f-]{36}$/);
    const line = await service.log(({ requestId }) => requestId === id);
    assert.equal(line.level, 'debug');
  });
});
