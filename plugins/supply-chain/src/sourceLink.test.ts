import { commitLink, sourceName } from './sourceLink';

const local = 'git+http://localhost:7007/api/local-git/repos/crm';

it.each([
  [
    'git+https://github.com/acme/crm@refs/heads/main',
    'https://github.com/acme/crm/commit/abc',
  ],
  ['https://github.com/acme/crm.git', 'https://github.com/acme/crm/commit/abc'],
  [
    'git+https://gitlab.com/acme/team/crm',
    'https://gitlab.com/acme/team/crm/-/commit/abc',
  ],
  [local, '/repositories/crm/tree/abc'],
  // What a statement says is no link unless it leads to a Git host that is known.
  ['git+https://example.com/acme/crm', undefined],
  ['git+http://github.com/acme/crm', undefined],
  // eslint-disable-next-line no-script-url -- what must not come through
  ['javascript:alert(1)', undefined],
  ['crm', undefined],
])('a commit of %s is at %s', (source, link) => {
  expect(commitLink(source, 'abc')).toBe(link);
});

it.each([
  ['git+https://github.com/acme/crm@refs/heads/main', 'acme/crm'],
  [local, 'crm'],
  ['crm', 'crm'],
])('%s is called %s', (source, name) => {
  expect(sourceName(source)).toBe(name);
});
