import { linkRecords, planRecord } from '@companyos/plugin-adr-common';
import { splitFrontMatter } from './frontMatter';
import { parseRecord } from './parseRecord';
import { toRequirements } from './requirements';

const OLD =
  "---\nstatus: 'accepted'\ndate: 2024-05-06\n---\n# ADR-003: Use files\n";

async function draft(options: Parameters<typeof planRecord>[0]['input']) {
  return planRecord({
    source: {
      list: async () => ['docs/adr/ADR-003-use-files.md'],
      read: async path => (path.endsWith('003-use-files.md') ? OLD : undefined),
    },
    folder: 'docs/adr',
    input: options,
  });
}

it('what is drafted is read without problems, and both ends of a supersession are known', async () => {
  const { files, notes } = await draft({
    title: 'Use PostgreSQL',
    status: 'accepted',
    date: '2026-01-02',
    deciders: ['Ada O’Neil', 'user:default/bo_b'],
    supersedes: '3',
    signOffs: [{ group: 'group:default/security', minimum: 2 }],
  });
  expect(notes).toEqual([]);
  const records = files.map(({ path, content }) => ({
    path,
    ...parseRecord(path, splitFrontMatter(content)),
  }));
  expect(records).toMatchObject([
    {
      number: 4,
      title: 'Use PostgreSQL',
      status: 'accepted',
      date: '2026-01-02',
      deciders: ['Ada O’Neil', 'user:default/bo_b'],
      tags: [],
      problems: [],
    },
    { number: 3, title: 'Use files', status: 'superseded', problems: [] },
  ]);
  const links = linkRecords(records);
  expect(links.get(files[0].path)).toMatchObject({
    supersedes: [{ path: files[1].path }],
    problems: [],
  });
  expect(links.get(files[1].path)).toMatchObject({
    supersededBy: [{ path: files[0].path }],
    problems: [],
  });
  expect(toRequirements(splitFrontMatter(files[0].content))).toEqual({
    kind: 'required',
    requirements: [{ group: 'group:default/security', minimum: 2 }],
  });
});

it.each([
  'Status',
  'Date: which format do we write',
  '12. of May',
  'ADR-7: what it was',
  'Superseded by nothing',
  '../../etc/passwd; $(rm -rf ~) & "quoted" \'all\' %s',
  '--- yaml: [',
  '記録する',
])('a title like %j stays a title', async title => {
  const { files } = await draft({ title, date: '2026-01-02' });
  const [{ path, content }] = files;
  expect(parseRecord(path, splitFrontMatter(content))).toMatchObject({
    title,
    number: 4,
    status: 'proposed',
    date: '2026-01-02',
    supersedes: [],
    supersededBy: [],
    problems: [],
  });
  expect(toRequirements(splitFrontMatter(content))).toEqual({ kind: 'none' });
});
