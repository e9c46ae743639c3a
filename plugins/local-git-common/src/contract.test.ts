import { pushVerdict } from './pushVerdict';
import { pathSchema, pushStateSchema, refSchema, type Push } from './schema';
import { parseSourceUrl, repositoryOfEntity, sourceUrl } from './urls';

const base = 'http://localhost:7007/api/local-git';

it.each(['main', 'v1.2.3', 'release/1.0', 'feature/a+b_c', 'a'.repeat(40)])(
  'takes the ref %s',
  ref => expect(refSchema.parse(ref)).toBe(ref),
);

it.each([
  '',
  '--upload-pack=x',
  '-b',
  'a..b',
  'a//b',
  'main^{tree}',
  'main:file',
  'main@{1}',
  'a b',
  'a\n',
  'a/',
  'a.lock',
  'a'.repeat(201),
])('refuses the ref %j', ref => {
  expect(refSchema.safeParse(ref).success).toBe(false);
});

it.each([
  ['', ''],
  ['docs/', 'docs'],
  ['a b/ü.md', 'a b/ü.md'],
  ['-x/..a', '-x/..a'],
])('takes the path %j', (path, clean) => {
  expect(pathSchema.parse(path)).toBe(clean);
});

it.each(['../x', 'a/../b', '/etc', './a', 'a//b', 'a\0b', 'a'.repeat(1025)])(
  'refuses the path %j',
  path => expect(pathSchema.safeParse(path).success).toBe(false),
);

it('reads back the URLs that it makes', () => {
  const location = { name: 'crm', ref: 'release/1.0', path: 'docs/a #1?.md' };
  const url = sourceUrl(base, 'blob', location);
  expect(url).toBe(`${base}/repos/crm/blob/release%2F1.0/docs/a%20%231%3F.md`);
  expect(parseSourceUrl(url)).toEqual(location);
});

it('reads URLs that were resolved against others', () => {
  const file = `${base}/repos/crm/blob/main/docs/catalog-info.yaml`;
  expect(parseSourceUrl(new URL('.', file).href)?.path).toBe('docs');
  expect(parseSourceUrl(new URL('../x.md', file).href)?.path).toBe('x.md');
});

it.each([
  'no URL',
  'https://github.com/acme/crm/blob/main/a',
  `${base}/repos/crm.git`,
  `${base}/repos/crm/raw/main/a`,
  `${base}/repos/CRM/blob/main/a`,
  `${base}/repos/crm/blob/--upload-pack=x/a`,
  `${base}/repos/crm/blob/main/a%2F..%2F..%2Fb`,
  `${base}/repos/crm/blob/main/%ff`,
])('knows %s for none of its own', url => {
  expect(parseSourceUrl(url)).toBeUndefined();
});

it('finds the repository of an entity by either annotation', () => {
  const of = (annotations?: Record<string, string>) =>
    repositoryOfEntity({ metadata: { annotations } });
  expect(
    of({ 'backstage.io/source-location': `url:${base}/repos/crm/tree/main/` }),
  ).toBe('crm');
  expect(
    of({
      'backstage.io/source-location': 'url:https://github.com/a/b/',
      'backstage.io/managed-by-location': `url:${base}/repos/web/blob/main/x`,
    }),
  ).toBe('web');
  expect(of({ 'backstage.io/managed-by-location': 'file:/x' })).toBeUndefined();
  expect(of()).toBeUndefined();
});

it('calls a push good only when it passed', () => {
  const push = (state: Push['state']): Push => ({
    id: '1',
    repository: 'crm',
    ref: 'refs/heads/main',
    commit: 'a'.repeat(40),
    pusher: 'user:default/ada',
    state,
    command: 'make test',
    pushedAt: '2026-01-01T00:00:00.000Z',
  });
  const verdicts = pushStateSchema.options.map(state => [
    state,
    pushVerdict(push(state)).verdict,
  ]);
  expect(Object.fromEntries(verdicts)).toEqual({
    queued: 'unknown',
    running: 'unknown',
    passed: 'positive',
    failed: 'negative',
    error: 'unknown',
  });
});
