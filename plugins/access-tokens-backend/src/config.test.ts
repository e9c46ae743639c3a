import { ConfigReader } from '@backstage/config';
import { readScopes } from './config';

const read = (...entries: object[]) =>
  readScopes(
    new ConfigReader({ backend: { auth: { externalAccess: entries } } }),
  );

const git = {
  type: 'companyos-access-token',
  options: { scope: 'git', description: 'Clone and push' },
  accessRestrictions: [
    { plugin: 'local-git', permission: ['local-git.repository.push'] },
  ],
};

it('reads one scope an entry, and leaves other types alone', () => {
  const other = { type: 'static', options: { token: 'x', subject: 'y' } };
  expect(read(other, git)).toEqual([
    { name: 'git', description: 'Clone and push', plugins: ['local-git'] },
  ]);
});

it('has no scopes without configuration', () => {
  expect(readScopes(new ConfigReader({}))).toEqual([]);
});

it.each([
  [
    /\[0\]\.options\.scope is 'All!'/,
    [{ ...git, options: { ...git.options, scope: 'All!' } }],
  ],
  [/\[1\]\.options\.scope: 'git' is defined twice/, [git, git]],
  [
    /\[0\]\.accessRestrictions is missing.*could do everything/,
    [{ ...git, accessRestrictions: [] }],
  ],
  [/options\.description/, [{ ...git, options: { scope: 'git' } }]],
])('fails at start with %s', (message, entries) => {
  expect(() => read(...entries)).toThrow(message);
});
