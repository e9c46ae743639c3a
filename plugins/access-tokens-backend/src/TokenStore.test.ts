import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import { MAX_TOKENS_PER_OWNER } from '@companyos/plugin-access-tokens-common';
import { TokenStore } from './TokenStore';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const directory = resolve(__dirname, '../migrations');

async function start() {
  const knex = await databases.init('POSTGRES_18');
  await knex.migrate.latest({ directory });
  return { knex, store: new TokenStore(knex) };
}

const token = {
  id: randomUUID(),
  name: 'ci-main',
  owner: 'user:default/ada',
  scope: 'git',
  createdAt: '2026-03-01T10:00:00.000Z',
  expiresAt: '2026-04-01T10:00:00.000Z',
};

it('goes up and down again', async () => {
  const { knex, store } = await start();
  await store.insert(token, 'hash');
  await knex.migrate.rollback({ directory }, true);
  await expect(knex.schema.hasTable('access_tokens')).resolves.toBe(false);
  await knex.migrate.latest({ directory });
  await expect(store.find(token.id)).resolves.toBeUndefined();
});

it('finds a token by its id and by the hash of its value', async () => {
  const { store } = await start();
  await store.insert(token, 'hash');
  await expect(store.find(token.id)).resolves.toEqual(token);
  await expect(store.findByHash('hash')).resolves.toEqual(token);
  await expect(store.findByHash('other')).resolves.toBeUndefined();
});

it('notes uses to the hour, once an hour', async () => {
  const { knex, store } = await start();
  await store.insert(token, 'hash');
  const updates: string[] = [];
  knex.on('query', ({ sql }) => {
    if (/^update/.test(sql)) updates.push(sql);
  });
  for (const time of ['12:59', '12:00', '12:30', '13:01']) {
    const current = await store.find(token.id);
    await store.touch(current ?? token, new Date(`2026-03-02T${time}:00Z`));
  }
  expect(updates).toHaveLength(2);
  await expect(store.find(token.id)).resolves.toMatchObject({
    lastUsedAt: '2026-03-02T13:00:00.000Z',
  });
});

it('deletes once', async () => {
  const { store } = await start();
  await store.insert(token, 'hash');
  await expect(store.delete(token.id)).resolves.toBe(true);
  await expect(store.delete(token.id)).resolves.toBe(false);
});

it('lists an expired token for 30 days, and does not count it', async () => {
  const { store } = await start();
  const at = (time: string, name: string) =>
    store.insert(
      {
        ...token,
        id: randomUUID(),
        name,
        createdAt: time,
        expiresAt: '2027-01-01T00:00:00.000Z',
      },
      name,
    );
  await store.insert(token, 'hash');
  for (let number = 0; number < MAX_TOKENS_PER_OWNER; number++) {
    await at('2026-04-30T00:00:00.000Z', `ci-${number}`);
  }
  await expect(store.find(token.id)).resolves.toEqual(token);
  await expect(at('2026-05-02T00:00:00.000Z', 'more')).rejects.toThrow(
    'the most that one person can have',
  );
  await store.delete((await store.findByHash('ci-0'))?.id ?? '');
  await at('2026-05-02T00:00:00.000Z', 'more');
  await expect(store.find(token.id)).resolves.toBeUndefined();
});
