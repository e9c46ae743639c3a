import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import { checkReceipt } from '@companyos/golden-path';
import {
  component,
  formValues,
  startPortal,
} from './__testUtils__/startPortal';

jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const emptyDatabase = () => databases.init('POSTGRES_18');

it('makes a real service: rendered, pushed, registered, and nothing left over', async () => {
  const portal = await startPortal({ knex: await emptyDatabase() });
  const description = 'Führt $(id) `x` "records" & ${{ more }}';
  const task = await portal.create(formValues({ description }));
  expect(task).toMatchObject({ status: 'completed', message: '' });

  const checkout = await portal.clone('customer-records');
  const check = checkReceipt(checkout);
  expect(check).toMatchObject({ ok: true });
  expect(check.receipt.inputs).toMatchObject({
    name: 'customer-records',
    description,
    platform: {
      repository: {
        cloneUrl:
          'http://localhost:7007/api/local-git/repos/customer-records.git',
      },
    },
  });
  expect(readFileSync(join(checkout, 'README.md'), 'utf8')).toContain(
    description,
  );
  const committed = execFileSync('git', ['ls-tree', '-r', 'HEAD'], {
    cwd: checkout,
  }).toString();
  for (const { mode, gitBlob, path } of check.receipt.files) {
    expect(committed).toContain(`${mode} blob ${gitBlob}\t${path}\n`);
  }
  expect(await portal.components('customer-records')).toHaveLength(1);
  expect(portal.leftovers()).toEqual([]);
});

it('two people creating the same name at once: one wins, the other is told, nothing is orphaned', async () => {
  const portal = await startPortal({ knex: await emptyDatabase() });
  const tasks = await Promise.all([
    portal.create(formValues({ description: 'The first' }), 'user:default/ada'),
    portal.create(formValues({ description: 'The other' }), 'user:default/ben'),
  ]);
  expect(tasks.map(({ status }) => status).sort()).toEqual([
    'completed',
    'failed',
  ]);
  const loser = tasks.find(({ status }) => status === 'failed');
  expect(loser?.message).toMatch(
    /exists already and belongs to .*choose another name \(GOLDEN_PATH_NAME_TAKEN\)/,
  );
  expect(await portal.repositories()).toEqual(['customer-records']);
  expect(await portal.locations()).toHaveLength(1);
  expect(checkReceipt(await portal.clone('customer-records'))).toMatchObject({
    ok: true,
  });
});

it('a remote that refuses the push: a clear error, no repository, no location', async () => {
  const portal = await startPortal({
    knex: await emptyDatabase(),
    localGit: { maxPushSize: 100 },
  });
  const task = await portal.create();
  expect(task).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(
      /The push was refused: .*\(GOLDEN_PATH_PUSH_REFUSED\)/s,
    ),
  });
  expect(await portal.repositories()).toEqual([]);
  expect(await portal.locations()).toEqual([]);
  expect(portal.leftovers()).toEqual([]);
});

it('an unparsable catalog file: a clear error, no repository, no half-registered component', async () => {
  const portal = await startPortal({
    knex: await emptyDatabase(),
    spoil: template =>
      writeFileSync(
        join(template, 'skeleton', 'catalog-info.yaml.njk'),
        'kind: Component\nmetadata: { name: [',
      ),
  });
  const task = await portal.create();
  expect(task).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(
      /The catalog cannot read .*catalog-info\.yaml.*\(GOLDEN_PATH_CATALOG_FILE_INVALID\) The repository 'customer-records' that this task made was removed again/s,
    ),
  });
  expect(await portal.repositories()).toEqual([]);
  expect(await portal.locations()).toEqual([]);
});

it('a name that the catalog has from elsewhere: a clear error, no repository', async () => {
  const portal = await startPortal({
    knex: await emptyDatabase(),
    entities: component('customer-records'),
  });
  const task = await portal.create();
  expect(task).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(
      /component:default\/customer-records is in the catalog already, from file:.*\(GOLDEN_PATH_ENTITY_TAKEN\)/,
    ),
  });
  expect(await portal.repositories()).toEqual([]);
  expect(await portal.locations()).toEqual([]);
});

it('a template parameter with ../, shell characters or 10 kB makes nothing', async () => {
  const portal = await startPortal({ knex: await emptyDatabase() });
  for (const bad of [
    { name: '../../etc/passwd' },
    { name: 'a;touch escaped' },
    { description: 'x'.repeat(10_240) },
  ]) {
    expect(await portal.create(formValues(bad))).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('GOLDEN_PATH_INPUT_INVALID'),
    });
  }
  expect(await portal.repositories()).toEqual([]);
  expect(portal.leftovers()).toEqual([]);
});
