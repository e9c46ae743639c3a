import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { z } from 'zod';
import { operation } from '../../src/http/operation.ts';
import type { CustomerRecordStore } from '../../src/customerRecords/CustomerRecordStore.ts';
import { openApiDocument } from '../../src/openapi.ts';
import { createOperations } from '../../src/operations.ts';

const operations = createOperations({
  lifecycle: { state: 'ready' },
  records: {} as CustomerRecordStore, // described, not called
});
const document = openApiDocument(operations);

test('openapi.json is what the code says; `make openapi` writes it anew', () => {
  assert.deepEqual(JSON.parse(readFileSync('openapi.json', 'utf8')), document);
});

test('every operation has an id of its own', () => {
  const ids = operations.map(({ id }) => id);
  assert.deepEqual([...new Set(ids)], ids);
});

test('every reference leads to a component, and every component is used', () => {
  const references = JSON.stringify(document).matchAll(
    /"#\/components\/schemas\/(\w+)"/g,
  );
  const used = new Set([...references].map(([, id]) => id));
  const { schemas } = z
    .object({ schemas: z.record(z.string(), z.unknown()) })
    .parse(document.components);
  assert.deepEqual([...used].toSorted(), Object.keys(schemas));
});

test('a schema without a name is a mistake that shows', () => {
  const nameless = operation({
    id: 'nameless',
    access: 'public',
    method: 'get',
    path: '/nameless',
    summary: 'A schema without a name',
    tag: 'test',
    success: { status: 200, description: 'A word', body: z.string() },
    problems: [],
    handle: () => ({ body: 'word' }),
  });
  assert.throws(() => openApiDocument([nameless]), /register it/);
});
