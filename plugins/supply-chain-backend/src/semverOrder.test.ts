import { TestDatabases } from '@backstage/backend-test-utils';
import semver from 'semver';
import { inRange, sortKey } from './semverOrder';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(120_000);

/** The same numbers on each run. */
function* numbers(): Generator<number> {
  let state = 20_261_101;
  for (;;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state;
  }
}

const next = numbers();
const pick = <T>(from: T[]): T => from[next.next().value % from.length];

const PARTS = [
  '0',
  '1',
  '2',
  '9',
  '10',
  '99',
  '100',
  '1048576',
  '2147483648',
  '20260101123456',
  String(Number.MAX_SAFE_INTEGER),
];
const IDENTIFIERS = [
  '0',
  '1',
  '2',
  '10',
  '11',
  'alpha',
  'alpha-1',
  'beta',
  'rc',
  'rc1',
  'A',
  'Z',
  'a',
  '-',
  '--',
  '0a',
  '20260101',
];

function version(): string {
  const core = [pick(PARTS), pick(PARTS), pick(PARTS)].join('.');
  const count = pick([0, 0, 1, 1, 2, 3]);
  const prerelease = Array.from({ length: count }, () => pick(IDENTIFIERS));
  const build = pick(['', '', '+build.5', '+sha-1']);
  return `${core}${count > 0 ? `-${prerelease.join('.')}` : ''}${build}`;
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const versions = [...new Set(Array.from({ length: 3000 }, version))];

it('orders as the package semver does', () => {
  const some = versions.slice(0, 700).map(text => ({
    text,
    key: sortKey(text)!,
    parsed: semver.parse(text)!,
  }));
  const wrong = some.flatMap(a =>
    some
      .filter(b => order(a.key, b.key) !== a.parsed.compare(b.parsed))
      .map(b => `${a.text} and ${b.text}`),
  );
  expect(wrong).toEqual([]);
  expect(versions.length).toBeGreaterThan(2000);
});

it('orders numbers of prereleases that no number of JavaScript holds', () => {
  const [small, large] = ['9007199254740992', '9007199254740993'];
  expect(sortKey(`1.0.0-${small}`)! < sortKey(`1.0.0-${large}`)!).toBe(true);
});

it.each(['', '1', '1.2', '1.2.x', 'latest', '01.2.3', '1.2.3-01', '1:1.2.3'])(
  'takes %j for no semantic version',
  text => expect(sortKey(text)).toBeUndefined(),
);

it.each([
  `^0.0.${Number.MAX_SAFE_INTEGER}`,
  'latest',
  '>=1.x.y',
  '1.2.3.4',
  'a || b',
])('takes %j for no range', text =>
  expect(inRange('key', text)).toBeUndefined(),
);

it('finds in the database what the package semver finds', async () => {
  const knex = await databases.init('POSTGRES_18');
  await knex.schema.createTable('versions', table => {
    table.text('version');
    table.binary('sort_key');
  });
  await knex.batchInsert(
    'versions',
    versions.map(text => ({
      version: text,
      sort_key: Buffer.from(sortKey(text)!, 'hex'),
    })),
  );
  const ranges = [
    '',
    '*',
    'x',
    '1',
    '1.2',
    '1.2.x',
    '^1.2.3',
    '^0.0.9',
    '^0.1.0-alpha',
    '~1.9',
    '~2.0.0-rc.1',
    '>1.0.0',
    '>=9.9.9 <10.0.0',
    '<0.0.0',
    '>=2147483648.0.0',
    '1.2.3 - 2.3.4',
    '1.2 - 2',
    '=1.10.99',
    '<1.0.0 || >=99.0.0 <100.9.9-beta || 2.2.2',
    '>=1.0.0-alpha <1.0.0-rc',
    ...versions.slice(0, 60).map(text => `>=${text}`),
    ...versions.slice(60, 120).map(text => `<${text}`),
    ...versions.slice(120, 160).map(text => `^${text}`),
    ...versions.slice(160, 200).map(text => `~${text} || ${text}`),
    // The next patch of the largest number is none.
  ].filter(range => semver.validRange(range, { includePrerelease: true }));
  expect(ranges.length).toBeGreaterThan(200);
  for (const range of ranges) {
    const { sql, bindings } = inRange('sort_key', range)!;
    const found: string[] = await knex('versions')
      .whereRaw(sql, bindings)
      .pluck('version');
    const expected = versions.filter(text =>
      semver.satisfies(text, range, { includePrerelease: true }),
    );
    expect([range, found.sort()]).toEqual([range, expected.sort()]);
  }
});
