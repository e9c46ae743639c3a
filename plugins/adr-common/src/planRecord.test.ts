import { AdrError } from './AdrError';
import { toAdrFolder } from './adrFolder';
import type { NewRecordInput } from './newRecord';
import { planRecord } from './planRecord';

const OLD = '---\nstatus: accepted # since May\ndate: 2024-05-06\n---\n# Old\n';
const input: NewRecordInput = { title: 'Use PostgreSQL', date: '2026-01-02' };

function plan(
  files: Record<string, string>,
  more: Partial<NewRecordInput> = {},
  taken?: number[],
) {
  return planRecord({
    source: {
      list: async folder =>
        Object.keys(files).filter(path => path.startsWith(`${folder}/`)),
      read: async path => files[path],
    },
    folder: 'docs/adr',
    input: { ...input, ...more },
    taken,
  });
}

it('drafts MADR with everything that was asked for, and nothing that was not', async () => {
  const { files, ...rest } = await plan({});
  expect(rest).toEqual({
    number: 1,
    fileName: '0001-use-postgresql.md',
    label: 'ADR-0001',
    title: 'Use PostgreSQL',
    path: 'docs/adr/0001-use-postgresql.md',
    notes: [],
  });
  expect(files).toHaveLength(1);
  const [{ content }] = files;
  expect(content).toMatch(
    /^---\nstatus: proposed\ndate: 2026-01-02\ndeciders: \[\]\ntags: \[\]\n---\n\n# ADR-0001: Use PostgreSQL\n\n## Context/,
  );
  expect(content.match(/^##.*$/gm)).toEqual([
    '## Context and Problem Statement',
    '## Decision Drivers',
    '## Considered Options',
    '## Decision Outcome',
    '### Consequences',
    '### Confirmation',
    '## Pros and Cons of the Options',
  ]);
  const asked = await plan(
    {},
    {
      status: 'accepted',
      deciders: ['Ada O’Neil', 'group:default/sre'],
      signOffs: [{ group: 'group:default/Security', minimum: 2 }],
    },
  );
  expect(asked.files[0].content).toContain(
    [
      'status: accepted',
      'date: 2026-01-02',
      'deciders: ["Ada O’Neil", "group:default/sre"]',
      'sign-offs:',
      '  required:',
      '    - group: group:default/security',
      '      count: 2',
      '  given: []',
    ].join('\n'),
  );
});

describe('the superseded record', () => {
  it('gets its new status, and nothing else changes', async () => {
    const old = OLD.replace(' # since May', '');
    const { files, notes } = await plan(
      { 'docs/adr/0003-old.md': old },
      { supersedes: '3' },
    );
    expect(notes).toEqual([]);
    expect(files[1]).toEqual({
      path: 'docs/adr/0003-old.md',
      isNew: false,
      content: old.replace(
        'accepted',
        '"superseded by [ADR-0004](0004-use-postgresql.md)"',
      ),
    });
    expect(files[0].content).toContain(
      'supersedes: "[ADR-0003](0003-old.md)"\n',
    );
    expect(files[0].content).toContain('Supersedes [ADR-0003](0003-old.md).');
  });

  it.each(['3', 'ADR-0003', '#3', '0003-old.md', 'docs/adr/0003-old.md'])(
    'is found as %s',
    async supersedes => {
      const { files } = await plan(
        { 'docs/adr/0003-old.md': OLD, 'docs/adr/0001-older.md': '' },
        { supersedes },
      );
      expect(files[0].content).toContain('[ADR-0003](0003-old.md)');
    },
  );

  it.each([
    ['has no front matter', '# Old\n\n## Status\n\nAccepted\n'],
    ['says more on the line of its status', OLD],
    ['has two', '---\nstatus: a\nstatus: b\n---\n'],
    ['has a list', '---\nstatus: [a]\n---\n'],
    ['has a block', '---\nstatus: >\n  a\n---\n'],
    ['has a successor', '---\nstatus: superseded by ADR-2\n---\n'],
    ['has front matter without an end', '---\nstatus: accepted\n# Old\n'],
  ])('is left alone and named when it %s', async (_, old) => {
    const { files, notes } = await plan(
      { 'docs/adr/0003-old.md': old },
      { supersedes: '3' },
    );
    expect(files).toHaveLength(1);
    expect(notes).toEqual([expect.stringContaining('`docs/adr/0003-old.md`')]);
  });

  it.each([
    ['9', "there is no record '9' in docs/adr"],
    ['../../etc/passwd', 'there is no record'],
    ['3', '0003-a.md or 0003-b.md; name the file'],
  ])('that is named as %s may be none', async (supersedes, reason) => {
    const error = await plan(
      { 'docs/adr/0003-a.md': OLD, 'docs/adr/0003-b.md': OLD },
      { supersedes },
    ).catch(thrown => thrown);
    expect(error).toBeInstanceOf(AdrError);
    expect(error).toMatchObject({
      code: 'ADR_SUPERSEDED_NOT_FOUND',
      name: 'InputError',
      message: expect.stringContaining(reason),
    });
  });
});

describe('the index', () => {
  const record = { 'docs/adr/0003-old.md': OLD };
  const indexed = async (index: string, more?: Partial<NewRecordInput>) => {
    const { files, notes } = await plan(
      { ...record, 'docs/adr/index.md': index },
      more,
    );
    return files[1]?.content ?? notes.join('');
  };

  it('that is a list gets a line', async () => {
    const list = '# Decisions\n\n- [Old](0003-old.md)\n\nMore.\n';
    await expect(indexed(list, { title: 'Use [x] | y' })).resolves.toBe(
      '# Decisions\n\n- [Old](0003-old.md)\n- [ADR-0004: Use \\[x\\] \\| y](0004-use-x-y.md)\n\nMore.\n',
    );
  });

  it('that is a table gets a row in its columns', async () => {
    const table = [
      '| Record                   | Decision | Status   | Needs the sign-off of |',
      '| ------------------------ | -------- | -------- | --------------------- |',
      '| [ADR-003](0003-old.md)   | Old      | accepted | Platform              |',
      '',
    ].join('\n');
    await expect(
      indexed(table, {
        signOffs: [{ group: 'group:default/sre', minimum: 1 }],
      }),
    ).resolves.toBe(
      `${table}| [ADR-0004](0004-use-postgresql.md) | Use PostgreSQL | proposed | sre                   |\n`,
    );
  });

  it.each([
    ['links no record', '# Decisions\n\nThe rules.\n'],
    ['is text', 'See [Old](0003-old.md) first.\n'],
    ['has items of several lines', '- [Old](0003-old.md)\n  still valid\n'],
    [
      'has a column of its own',
      '| ADR | Mood |\n| --- | --- |\n| [3](0003-old.md) | good |\n',
    ],
    [
      'links a record twice',
      '- [Old](0003-old.md)\n\nSee [Old](0003-old.md).\n',
    ],
  ])('that %s is left to a person', async (_, index) => {
    await expect(indexed(index)).resolves.toMatch(
      /^`docs\/adr\/index.md` lists records in its own way/,
    );
  });
});

it('says that the navigation needs a line', async () => {
  const { notes } = await plan({
    'mkdocs.yml': 'site_name: x\nnav:\n  - a.md',
  });
  expect(notes).toEqual([expect.stringMatching(/^`mkdocs.yml` has a `nav`/)]);
  await expect(plan({ 'mkdocs.yml': 'site_name: x\n' })).resolves.toMatchObject(
    { notes: [] },
  );
});

it.each<[Partial<Record<keyof NewRecordInput, unknown>>, string]>([
  [{ title: '' }, 'title: say in a few words'],
  [{ title: '…' }, 'title: say in a few words'],
  [{ title: 'x'.repeat(10_000) }, 'title: say it in at most 150 characters'],
  [{ title: 'a\0b' }, 'title: use no control characters'],
  [{ title: 'a \u202e b' }, 'title: use no control characters'],
  [{ title: '<script>x' }, 'title: use no HTML'],
  [{ date: '2026-02-30' }, 'date: use a day'],
  [{ status: 'done' }, 'status: '],
  [{ deciders: ['Ada, Bo'] }, 'deciders.0: name a person'],
  [
    { signOffs: [{ group: 'security', minimum: 1 }] },
    'signOffs.0.group: name a group',
  ],
  [
    { signOffs: [{ group: 'group:default/sre', minimum: 0 }] },
    'signOffs.0.minimum: ',
  ],
  [
    {
      signOffs: [
        { group: 'group:default/sre', minimum: 1 },
        { group: 'group:default/SRE', minimum: 2 },
      ],
    },
    'signOffs: name each group once',
  ],
])('refuses %j', async (bad, reason) => {
  await expect(plan({}, bad as Partial<NewRecordInput>)).rejects.toMatchObject({
    code: 'ADR_INPUT_INVALID',
    message: expect.stringContaining(reason),
  });
});

it('takes a title of several lines as one', async () => {
  const { title } = await plan({}, { title: ' Use\r\n\tPostgreSQL\n' });
  expect(title).toBe('Use PostgreSQL');
});

it.each([
  ['docs/adr/', 'docs/adr'],
  ['./decisions', 'decisions'],
  ['../adr', undefined],
  ['/etc', undefined],
  ['a//b', undefined],
  ['', undefined],
])('takes the folder %j as %j', (path, folder) => {
  expect(toAdrFolder(path)).toBe(folder);
});
