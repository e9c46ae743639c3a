import {
  linkRecords,
  supersessionEdges,
  type RecordToLink,
} from './supersession';

function record(path: string, rest: Partial<RecordToLink> = {}): RecordToLink {
  return { path, title: path, supersedes: [], supersededBy: [], ...rest };
}

const old = record('docs/adr/0001-use-mysql.md', {
  number: 1,
  title: 'Use MySQL',
});
const other = record('docs/adr/0002-log-as-json.md', {
  number: 2,
  title: 'Log as JSON',
});

describe('finding the record that another one names', () => {
  it.each([
    ['a link', { text: '1. Use MySQL', link: '0001-use-mysql.md' }],
    [
      'a link with a dot',
      { text: 'the old', link: './0001-use-mysql.md#status' },
    ],
    ['a link from the top', { text: 'x', link: '/docs/adr/0001-use-mysql.md' }],
    [
      'a URL',
      {
        text: 'x',
        link: 'https://git.example/blob/main/docs/adr/0001-use-mysql.md',
      },
    ],
    ['a number', { text: 'ADR-0001', number: 1 }],
    [
      'a broken link with a number',
      { text: 'ADR-1', link: 'gone.md', number: 1 },
    ],
    ['a file name', { text: '0001-use-mysql.md' }],
    ['a slug', { text: 'use-mysql' }],
    ['a title', { text: 'Use MySQL' }],
  ])('by %s', (_, named) => {
    const newer = record('docs/adr/0003-use-postgresql.md', {
      number: 3,
      supersedes: [named],
    });
    const links = linkRecords([old, other, newer]);
    expect(links.get(newer.path)).toEqual({
      supersedes: [
        { text: 'Use MySQL', path: old.path, number: 1, title: 'Use MySQL' },
      ],
      supersededBy: [],
      problems: [],
    });
    // The other end knows it too, although it says nothing.
    expect(links.get(old.path)?.supersededBy).toEqual([
      expect.objectContaining({ path: newer.path, number: 3 }),
    ]);
    expect(links.get(other.path)).toEqual({
      supersedes: [],
      supersededBy: [],
      problems: [],
    });
  });

  it('says when there is none', () => {
    const lost = record('docs/adr/0004-x.md', {
      supersededBy: [{ text: 'ADR-0099', number: 99 }],
    });
    expect(linkRecords([lost]).get(lost.path)).toEqual({
      supersedes: [],
      supersededBy: [{ text: 'ADR-0099', number: 99 }],
      problems: [
        {
          code: 'REFERENCE_UNRESOLVED',
          message: "names 'ADR-0099', which is no record of this source",
        },
      ],
    });
  });

  it('does not guess between two records of one number', () => {
    const twin = record('docs/adr/0001-use-oracle.md', { number: 1 });
    const newer = record('docs/adr/0005-y.md', {
      number: 5,
      supersedes: [{ text: 'ADR-1', number: 1 }],
    });
    const links = linkRecords([old, twin, newer]);
    expect(links.get(newer.path)?.problems).toEqual([
      expect.objectContaining({ code: 'REFERENCE_UNRESOLVED' }),
    ]);
    expect(links.get(old.path)?.problems).toEqual([
      {
        code: 'NUMBER_DUPLICATE',
        message: 'has the number 1 like docs/adr/0001-use-oracle.md',
      },
    ]);
    expect(links.get(twin.path)?.problems).toEqual([
      expect.objectContaining({ code: 'NUMBER_DUPLICATE' }),
    ]);
  });

  it('takes a link told from both ends once', () => {
    const a = record('a.md', { supersededBy: [{ text: 'b', link: 'b.md' }] });
    const b = record('b.md', { supersedes: [{ text: 'a', link: 'a.md' }] });
    const links = linkRecords([a, b]);
    expect(links.get('a.md')?.supersededBy).toHaveLength(1);
    expect(links.get('b.md')?.supersedes).toHaveLength(1);
  });
});

describe('circles', () => {
  const ring = ['a', 'b', 'c'].map((name, index, all) =>
    record(`${name}.md`, {
      supersededBy: [{ text: 'next', link: `${all[(index + 1) % 3]}.md` }],
    }),
  );
  const tail = record('d.md', {
    supersededBy: [{ text: 'a', link: 'a.md' }],
  });

  it('are reported at each of their records and nowhere else', () => {
    const links = linkRecords([...ring, tail]);
    const flagged = [...links].filter(([, { problems }]) =>
      problems.some(({ code }) => code === 'SUPERSESSION_CYCLE'),
    );
    expect(flagged.map(([path]) => path)).toEqual(['a.md', 'b.md', 'c.md']);
  });

  it('of one record are circles too', () => {
    const self = record('s.md', {
      supersededBy: [{ text: 's', link: 's.md' }],
    });
    expect(linkRecords([self]).get('s.md')?.problems).toEqual([
      expect.objectContaining({ code: 'SUPERSESSION_CYCLE' }),
    ]);
  });

  it('are marked in the arrows to draw', () => {
    const links = linkRecords([...ring, tail]);
    const adrs = [...links].map(([path, { supersededBy }]) => ({
      path,
      supersededBy,
    }));
    expect(supersessionEdges(adrs)).toEqual([
      { from: 'a.md', to: 'b.md', cyclic: true },
      { from: 'b.md', to: 'c.md', cyclic: true },
      { from: 'c.md', to: 'a.md', cyclic: true },
      { from: 'd.md', to: 'a.md', cyclic: false },
    ]);
  });

  it('do not keep a long chain from an answer', () => {
    const chain = Array.from({ length: 2000 }, (_, index) =>
      record(`${index}.md`, {
        number: index,
        supersededBy: [{ text: 'next', link: `${index + 1}.md` }],
      }),
    );
    const links = linkRecords([...chain, record('2000.md')]);
    expect(links.get('0.md')?.problems).toEqual([]);
    expect(links.get('2000.md')?.supersedes).toHaveLength(1);
  });
});
