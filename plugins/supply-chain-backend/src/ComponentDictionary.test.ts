import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openDatabase } from '@companyos/plugin-companyos-node';
import type { Knex } from 'knex';
import packageJson from '../package.json';
import { ComponentDictionary } from './ComponentDictionary';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

async function start() {
  const knex = await databases.init('POSTGRES_18');
  await openDatabase(mockServices.database({ knex }), packageJson.name);
  return knex;
}

const a = { name: 'pkg:npm/a', version: '1.0.0', licence: 'MIT' };
const b = { name: 'pkg:npm/b', version: 'latest' };
const newer = { ...a, version: '2.0.0' };

async function inOne(knex: Knex, dictionary: ComponentDictionary) {
  return knex.transaction(async trx => ({
    components: await dictionary.components(trx, [b, a, newer]),
    licences: await dictionary.licences(trx, [b, a, newer]),
  }));
}

it('has one number for a word, whoever asks, without asking the database twice', async () => {
  const knex = await start();
  const dictionary = new ComponentDictionary();
  const first = await inOne(knex, dictionary);
  expect(new Set(first.components).size).toBe(3);
  expect(first.licences).toEqual([null, 1, 1]);
  await expect(inOne(knex, new ComponentDictionary())).resolves.toEqual(first);
  await expect(inOne(knex, dictionary)).resolves.toEqual(first);
  const asked: string[] = [];
  knex.on('query', ({ sql }) => asked.push(sql));
  await expect(inOne(knex, dictionary)).resolves.toEqual(first);
  expect(asked.filter(sql => /select|insert/.test(sql))).toEqual([]);
  await expect(
    knex('component_versions').orderBy('version').pluck('version'),
  ).resolves.toEqual(['1.0.0', '2.0.0', 'latest']);
});

it('remembers nothing that was taken back', async () => {
  const knex = await start();
  const dictionary = new ComponentDictionary();
  const trx = await knex.transaction();
  await dictionary.components(trx, [a]);
  await trx.rollback();
  const { components } = await inOne(knex, dictionary);
  await expect(
    knex('component_versions').orderBy('id').pluck('id'),
  ).resolves.toEqual(components.sort((x, y) => x - y));
});
