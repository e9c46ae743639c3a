import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { z } from 'zod';
import { operation, type GuardedContext } from '../../src/http/operation.ts';
import { ProblemError } from '../../src/http/problems.ts';

const context: GuardedContext = {
  signal: new AbortController().signal,
  log: pino({ level: 'silent' }),
  identity: {} as GuardedContext['identity'],
  authorize: () => Promise.reject(new Error('not asked')),
};

const rename = operation({
  id: 'rename',
  access: 'public',
  method: 'put',
  path: '/things/{id}',
  summary: 'Rename a thing',
  tag: 'things',
  params: z.object({ id: z.uuid() }),
  query: z.object({ times: z.coerce.number().max(3).default(1) }),
  body: z.strictObject({
    name: z.string(),
    labels: z.array(z.string()).optional(),
  }),
  success: { status: 200, description: 'Renamed', body: z.string() },
  problems: [],
  handle: ({ query, body }) => ({ body: body.name.repeat(query.times) }),
});

const id = '5e0cbd05-7a36-4f4c-9a3b-2c1d6a1f4f0e';

test('hands parsed input to the handler', async () => {
  const raw = { params: { id }, query: { times: '2' }, body: { name: 'ab' } };
  assert.deepEqual(await rename.run(raw, context), { body: 'abab' });
});

test('fills in defaults', async () => {
  const raw = { params: { id }, query: {}, body: { name: 'ab' } };
  assert.deepEqual(await rename.run(raw, context), { body: 'ab' });
});

test('names every fault of path, query and body at once', async () => {
  const raw = {
    params: { id: '7' },
    query: { times: '9' },
    body: { labels: ['a', 1], colour: 'red' },
  };
  await assert.rejects(
    async () => rename.run(raw, context),
    (error: unknown) => {
      assert.ok(error instanceof ProblemError);
      assert.equal(error.code, 'INVALID_REQUEST');
      assert.deepEqual(
        error.options.errors?.map(fault => `${fault.in} ${fault.field}`.trim()),
        ['path id', 'query times', 'body name', 'body labels.1', 'body'],
      );
      return true;
    },
  );
});
