import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryNoteStore } from '../../src/notes/MemoryNoteStore.ts';
import { noteSchema } from '../../src/notes/schema.ts';

async function filled(...titles: string[]): Promise<MemoryNoteStore> {
  const store = new MemoryNoteStore(titles.length);
  for (const title of titles) {
    await store.add({ title });
  }
  return store;
}

test('returns what was added, with an id and the time', async () => {
  const store = new MemoryNoteStore(1);
  const added = noteSchema.parse(await store.add({ title: 'a', text: 'b' }));
  assert.deepEqual(await store.get(added.id), added);
  assert.equal(added.text, 'b');
});

test('knows nothing about a note that is gone', async () => {
  const store = await filled('a');
  const { items } = await store.list({ limit: 1 });
  const id = items[0]?.id ?? '';
  assert.equal(await store.remove(id), true);
  assert.equal(await store.get(id), undefined);
  assert.equal(await store.remove(id), false);
});

test('takes no more than its limit, and more once there is room', async () => {
  const store = await filled('a', 'b');
  assert.equal(await store.add({ title: 'c' }), undefined);
  const { items } = await store.list({ limit: 1 });
  await store.remove(items[0]?.id ?? '');
  assert.ok(await store.add({ title: 'c' }));
});

test('pages through all notes once, also when one is deleted in between', async () => {
  const store = await filled('a', 'b', 'c', 'd', 'e');
  const first = await store.list({ limit: 2 });
  await store.remove(first.items[1]?.id ?? '');
  const second = await store.list({ limit: 2, cursor: first.nextCursor });
  const third = await store.list({ limit: 2, cursor: second.nextCursor });
  const titles = [first, second, third].map(page =>
    page.items.map(item => item.title),
  );
  assert.deepEqual(titles, [['a', 'b'], ['c', 'd'], ['e']]);
  assert.equal(third.nextCursor, undefined);
});

test('offers no further page when the last one is full', async () => {
  const store = await filled('a', 'b');
  assert.equal((await store.list({ limit: 2 })).nextCursor, undefined);
});
