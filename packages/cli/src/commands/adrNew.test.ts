import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { commands } from '.';
import { CliError } from '../errors';
import { testContext, useTemporaryFolder } from '../testing';
import { adrNew, type AdrNewOptions } from './adrNew';

const folder = useTemporaryFolder();

function put(files: Record<string, string>) {
  fs.mkdirSync(folder.path('.git'), { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(folder.path(file)), { recursive: true });
    fs.writeFileSync(folder.path(file), content);
  }
}

const command = commands.find(({ path: words }) => words[0] === 'adr')!;

/** The command behind the command line that is declared for it. */
async function run(args: string[], cwd = folder.path()) {
  const { values, positionals } = parseArgs({
    args,
    options: command.options,
    allowPositionals: true,
  });
  try {
    const context = testContext({ cwd });
    const result = await adrNew(
      { options: values as AdrNewOptions, arguments: positionals },
      context,
    );
    return { code: 0, ...result };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { code: error.code, text: error.message };
  }
}

const OLD = '---\nstatus: accepted\n---\n# ADR-003: Old\n';

it('writes the next record, the superseded one and the index, from anywhere in the checkout', async () => {
  put({
    'docs/adr/ADR-003-old.md': OLD,
    'docs/adr/index.md': '- [ADR-003: Old](ADR-003-old.md)\n',
    'src/deep/a.ts': '',
  });
  const result = await run(
    [
      'Use PostgreSQL',
      ...['--supersedes', '3', '--date', '2026-01-02'],
      ...['--sign-off', 'group:default/security=2'],
      ...['--sign-off', 'group:default/sre'],
    ],
    folder.path('src/deep'),
  );
  expect(result.code).toBe(0);
  expect(result).toMatchObject({
    json: {
      dir: folder.path(),
      path: 'docs/adr/ADR-004-use-postgresql.md',
      number: 4,
      title: 'Use PostgreSQL',
      changed: ['docs/adr/ADR-003-old.md', 'docs/adr/index.md'],
      notes: [],
    },
  });
  const read = (name: string) =>
    fs.readFileSync(folder.path('docs/adr', name), 'utf8');
  expect(read('ADR-004-use-postgresql.md')).toContain(
    [
      'sign-offs:',
      '  required:',
      '    - group: group:default/security',
      '      count: 2',
      '    - group: group:default/sre',
      '      count: 1',
    ].join('\n'),
  );
  expect(read('ADR-003-old.md')).toContain('superseded by [ADR-004]');
  expect(read('index.md').split('\n')).toHaveLength(3);
});

it('takes the folder of catalog-info.yaml, and --dir before it', async () => {
  put({
    'catalog-info.yaml':
      'kind: API\n---\nmetadata:\n  annotations:\n    companyos.dev/adr-path: decisions/\n',
    'decisions/1-a.md': '',
    'sub/adr/7-b.md': '',
  });
  await run(['One']);
  await run(['Two', '--dir', 'adr'], folder.path('sub'));
  expect(fs.readdirSync(folder.path('decisions'))).toContain('2-one.md');
  expect(fs.readdirSync(folder.path('sub/adr'))).toContain('8-two.md');
});

it('says how to make the folder, and makes it when asked', async () => {
  put({});
  const refused = await run(['One']);
  expect(refused).toMatchObject({
    code: 1,
    text: expect.stringMatching(/no folder docs\/adr .* add --init/),
  });
  expect(fs.existsSync(folder.path('docs'))).toBe(false);
  const made = await run(['One', '--init']);
  expect(made).toMatchObject({
    code: 0,
    text: 'Wrote docs/adr/0001-one.md.',
  });
});

it('writes over nothing, whoever was faster', async () => {
  put({ 'docs/adr/0001-a.md': OLD });
  const write = jest.spyOn(fs, 'mkdirSync').mockImplementationOnce(() => {
    fs.writeFileSync(folder.path('docs/adr/0002-one.md'), 'theirs');
    return undefined;
  });
  const { code, text } = await run(['One']);
  write.mockRestore();
  expect(code).toBe(1);
  expect(text).toMatch(/is there already and was left as it is/);
  expect(fs.readFileSync(folder.path('docs/adr/0002-one.md'), 'utf8')).toBe(
    'theirs',
  );
});

it.each([
  [['One', '--supersedes', '9'], "no record '9' in docs/adr"],
  [['One', '--status', 'done'], 'status: '],
  [['One', '--date', 'today'], 'date: use a day'],
  [['One', '--sign-off', 'security'], 'name a group, for example'],
  [['One', '--sign-off', 'group:default/sre=x'], 'no group with a number'],
  [['x'.repeat(10_240)], 'at most 150 characters'],
  [['One', '--dir', '../elsewhere'], 'is no folder inside of'],
])('%j is a wrong command line: %s', async (args, reason) => {
  put({ 'docs/adr/0001-a.md': OLD });
  const { code, text } = await run(args);
  expect(text).toContain(reason);
  expect(code).toBe(2);
  expect(fs.readdirSync(folder.path('docs/adr'))).toEqual(['0001-a.md']);
});

it('needs a Git checkout', async () => {
  await expect(run(['One'])).resolves.toMatchObject({
    code: 1,
    text: expect.stringContaining('is in no Git checkout'),
  });
});

it('an annotation that leads out of the checkout is an error', async () => {
  put({
    'catalog-info.yaml':
      'metadata:\n  annotations:\n    companyos.dev/adr-path: ../../etc\n',
  });
  await expect(run(['One', '--init'])).resolves.toMatchObject({
    code: 1,
    text: expect.stringContaining("'companyos.dev/adr-path: ../../etc'"),
  });
});
