import {
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { checkReceipt, receiptSchema, RECEIPT_PATH } from './receipt';
import { renderTemplate } from './renderTemplate';
import { FIXTURE_TEMPLATE, fixtureValues, useTemporaryFolder } from './testing';

const folder = useTemporaryFolder();

async function render(values = fixtureValues()) {
  await renderTemplate({
    templateDir: FIXTURE_TEMPLATE,
    values,
    targetDir: folder.path('tree'),
  });
  return folder.path('tree');
}

it('holds template, engine, inputs and every file', async () => {
  const dir = await render();
  const receipt = receiptSchema.parse(
    JSON.parse(readFileSync(folder.path('tree', RECEIPT_PATH), 'utf8')),
  );
  expect(receipt).toMatchObject({
    schemaVersion: 2,
    template: {
      entityRef: 'template:default/fixture-service',
      name: 'fixture-service',
      version: '1.2.3',
    },
    engine: {
      name: '@backstage/plugin-scaffolder-backend',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    },
    inputs: fixtureValues(),
  });
  expect(receipt.files.map(file => [file.path, file.mode])).toEqual([
    ['.github/workflows/ci.yml', '100644'],
    ['.gitignore', '100644'],
    ['Makefile', '100644'],
    ['README.md', '100644'],
    ['catalog-info.yaml', '100644'],
    ['docs/adr/0001-record-decisions.md', '100644'],
    ['docs/logo.png', '100644'],
    ['docs/notes.tmp', '100644'],
    ['scripts/test.sh', '100755'],
    ['src/customer-records.ts', '100644'],
  ]);
  for (const file of receipt.files) {
    const id = execFileSync('git', ['hash-object', file.path], { cwd: dir });
    expect(file.gitBlob).toBe(id.toString().trim());
  }
});

it('never holds a secret', async () => {
  const dir = await render(
    fixtureValues({
      deployKey: 'hunter2',
      secrets: { token: 'hunter2' },
      nested: { secrets: 'hunter2', deployKey: 'hunter2', kept: [{ a: 1 }] },
    }),
  );
  const text = readFileSync(folder.path('tree', RECEIPT_PATH), 'utf8');
  expect(text).not.toContain('hunter2');
  expect(checkReceipt(dir).receipt.inputs).toEqual({
    ...fixtureValues(),
    nested: { kept: [{ a: 1 }] },
  });
});

it('finds what differs from it, and leaves Git alone', async () => {
  const dir = await render();
  mkdirSync(folder.path('tree', '.git'));
  writeFileSync(folder.path('tree', '.git', 'HEAD'), 'ref: refs/heads/main\n');
  expect(checkReceipt(dir)).toMatchObject({ ok: true });

  rmSync(folder.path('tree', 'README.md'));
  writeFileSync(folder.path('tree', 'Makefile'), 'test:\n\ttrue\n');
  chmodSync(folder.path('tree', 'scripts/test.sh'), 0o644);
  writeFileSync(folder.path('tree', 'extra.txt'), '');
  expect(checkReceipt(dir)).toMatchObject({
    ok: false,
    missing: ['README.md'],
    changed: ['Makefile', 'scripts/test.sh'],
    unexpected: ['extra.txt'],
  });
});

it('still reads a receipt of version 1', async () => {
  const dir = await render();
  const file = folder.path('tree', RECEIPT_PATH);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('"schemaVersion": 2', '"schemaVersion": 1'));
  expect(checkReceipt(dir)).toMatchObject({
    ok: true,
    receipt: { schemaVersion: 1 },
  });
});

it.each([
  ['is absent', undefined],
  ['is not JSON', '{'],
  ['has another shape', '{"schemaVersion":3}'],
])('says so when it %s', async (_, content) => {
  const dir = await render();
  rmSync(folder.path('tree', RECEIPT_PATH));
  if (content) writeFileSync(folder.path('tree', RECEIPT_PATH), content);
  expect(() => checkReceipt(dir)).toThrow('GOLDEN_PATH_RECEIPT_MISSING');
});
