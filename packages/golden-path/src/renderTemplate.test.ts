import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createFetchTemplateAction } from '@backstage/plugin-scaffolder-backend';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { mockServices } from '@backstage/backend-test-utils';
import { RECEIPT_PATH } from './receipt';
import { renderTemplate } from './renderTemplate';
import { listFiles } from './skeleton';
import { FIXTURE_TEMPLATE, fixtureValues, useTemporaryFolder } from './testing';

const folder = useTemporaryFolder();

const GIT_IDENTITY = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

function contents(dir: string): Record<string, string> {
  return Object.fromEntries(
    listFiles(dir).map(file => [
      file,
      readFileSync(join(dir, file)).toString('latin1'),
    ]),
  );
}

function render(options: Partial<Parameters<typeof renderTemplate>[0]> = {}) {
  return renderTemplate({
    templateDir: FIXTURE_TEMPLATE,
    values: fixtureValues(),
    targetDir: folder.path('tree'),
    ...options,
  });
}

/** A copy of the fixture that a test can spoil. */
function ownTemplate(): string {
  cpSync(FIXTURE_TEMPLATE, folder.path('template'), { recursive: true });
  return folder.path('template');
}

it('makes the tree that the bare action makes of the whole skeleton', async () => {
  await render();
  const bare = folder.path('bare');
  mkdirSync(bare);
  await createFetchTemplateAction({
    integrations: ScmIntegrations.fromConfig(new ConfigReader({})),
    reader: mockServices.urlReader.mock(),
  }).handler({
    ...createMockActionContext({
      input: {
        url: './skeleton',
        values: fixtureValues(),
        templateFileExtension: true,
      },
      workspacePath: bare,
      templateInfo: {
        entityRef: 'template:default/fixture-service',
        baseUrl: `file://${FIXTURE_TEMPLATE}/template.yaml`,
      },
    }),
    createTemporaryDirectory: async () => folder.path('fetched'),
  });
  const { [RECEIPT_PATH]: receipt, ...files } = contents(folder.path('tree'));
  expect(receipt).toBeDefined();
  expect(files).toEqual(contents(bare));
  expect(files['README.md']).toContain('# customer-records');
  expect(files.Makefile).toContain('${{ not.an.expression }}');
});

it('gives the same bytes every time, whatever the order of the values', async () => {
  const values = fixtureValues();
  await render();
  await render({
    targetDir: folder.path('again'),
    values: Object.fromEntries(Object.entries(values).reverse()),
  });
  expect(contents(folder.path('again'))).toEqual(contents(folder.path('tree')));
});

it('records the commit of the template, and that it was modified since', async () => {
  const templateDir = ownTemplate();
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', templateDir, ...args], {
      env: { ...process.env, ...GIT_IDENTITY },
    })
      .toString()
      .trim();
  git('init', '-q');
  git('add', '-A', '-f');
  git('commit', '-q', '-m', 'Template');
  const commit = git('rev-parse', 'HEAD');
  const clean = await render({ templateDir });
  expect(clean.receipt.template).toMatchObject({ commit });
  expect(clean.receipt.template.modified).toBeUndefined();

  writeFileSync(join(templateDir, 'skeleton', 'new.txt'), 'new');
  const modified = await render({ templateDir, targetDir: folder.path('two') });
  expect(modified.receipt.template).toMatchObject({ commit, modified: true });
});

it('never evaluates what people enter', async () => {
  const description = '${{ values.owner }} {% raw %} $(id) `id` "; rm -rf / #';
  await render({ values: fixtureValues({ description }) });
  const files = contents(folder.path('tree'));
  expect(files['README.md']).toContain(description);
  expect(files['catalog-info.yaml']).toContain(JSON.stringify(description));
});

it.each([
  ['a template parameter with ../', '../../escaped'],
  ['a template parameter with shell characters', 'a$(touch escaped)'],
  ['a template parameter of 10 kB', 'a'.repeat(10_240)],
])('%s makes nothing', async (_, name) => {
  await expect(render({ values: fixtureValues({ name }) })).rejects.toThrow(
    'GOLDEN_PATH_INPUT_INVALID',
  );
  expect(readdirSync(folder.path())).toEqual([]);
});

it.each(['tree', 'tree/made/before'])('makes the target %s', async target => {
  await render({ targetDir: folder.path(target) });
  expect(readdirSync(folder.path(target))).toContain('README.md');
});

it('takes the place of an empty folder, never of a full one', async () => {
  mkdirSync(folder.path('tree'));
  await render();
  await expect(render()).rejects.toThrow('GOLDEN_PATH_TARGET_NOT_EMPTY');
  await expect(
    render({ targetDir: folder.path('tree', 'README.md') }),
  ).rejects.toThrow('GOLDEN_PATH_TARGET_NOT_EMPTY');
});

describe('a template that is not good is refused with nothing left behind:', () => {
  it.each<[string, (skeleton: string) => void, RegExp]>([
    [
      'a symbolic link',
      dir => symlinkSync('/etc/passwd', join(dir, 'docs', 'passwd')),
      /'docs\/passwd' is a symbolic link/,
    ],
    [
      'a linked folder',
      dir => symlinkSync('/etc', join(dir, 'etc')),
      /'etc' is a symbolic link/,
    ],
    [
      'a path that escapes the target',
      dir => writeFileSync(join(dir, "${{ '..' }}"), 'x'),
      /cannot be rendered/,
    ],
    [
      'bad syntax, with the file',
      dir => writeFileSync(join(dir, 'bad.txt.njk'), '{% if %}'),
      /cannot be rendered: .+\. The engine was at: Writing file bad\.txt\.njk/s,
    ],
    [
      'a file in two versions',
      dir => writeFileSync(join(dir, 'README.md'), 'x'),
      /'README\.md' stands in the skeleton twice/,
    ],
    [
      'a receipt of its own',
      dir => {
        mkdirSync(join(dir, '.companyos'));
        writeFileSync(join(dir, RECEIPT_PATH), '{}');
      },
      /'\.companyos\/receipt\.json', which is not its to make/,
    ],
    [
      "files in Git's folder",
      dir => writeFileSync(join(dir, "${{ '.git' }}"), 'gitdir: /'),
      /'\.git', which is not its to make/,
    ],
  ])('%s', async (_, spoil, message) => {
    const templateDir = ownTemplate();
    spoil(join(templateDir, 'skeleton'));
    const failure = await render({ templateDir }).catch(error => error);
    expect(failure).toMatchObject({
      code: 'GOLDEN_PATH_TEMPLATE_INVALID',
      message: expect.stringMatching(message),
    });
    expect(readdirSync(folder.path())).toEqual(['template']);
  });

  it.each([
    ['no template.yaml', 'rm', undefined],
    ['a template.yaml that is not YAML', 'write', 'a: [b'],
    ['another kind of entity', 'write', 'kind: Component'],
    [
      'no version',
      'write',
      'kind: Template\nmetadata: { name: x }\nspec: { parameters: [] }',
    ],
  ])('%s', async (_, __, content) => {
    const templateDir = ownTemplate();
    rmSync(join(templateDir, 'template.yaml'));
    if (content) writeFileSync(join(templateDir, 'template.yaml'), content);
    await expect(render({ templateDir })).rejects.toThrow(
      'GOLDEN_PATH_TEMPLATE_INVALID',
    );
  });

  it.each(['../', '/etc', './none', './template.yaml'])(
    'the skeleton %s',
    async skeleton => {
      await expect(render({ skeleton })).rejects.toThrow(
        'GOLDEN_PATH_TEMPLATE_INVALID',
      );
    },
  );
});
