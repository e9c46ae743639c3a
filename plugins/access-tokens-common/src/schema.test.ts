import { createTokenRequestSchema } from './schema';

it('gives the least when no scope is named', () => {
  expect(
    createTokenRequestSchema.parse({ name: 'ci-main', expiresInDays: 30 }),
  ).toEqual({ name: 'ci-main', expiresInDays: 30, scope: 'read' });
});

it.each([
  ['name', { name: 'CI main', expiresInDays: 30 }],
  ['name', { name: `a${'b'.repeat(63)}`, expiresInDays: 30 }],
  ['name', { name: 'a/b', expiresInDays: 30 }],
  ['expiresInDays', { name: 'ci', expiresInDays: 0 }],
  ['expiresInDays', { name: 'ci', expiresInDays: 366 }],
  ['expiresInDays', { name: 'ci', expiresInDays: 1.5 }],
  ['expiresInDays', { name: 'ci' }],
  ['scope', { name: 'ci', expiresInDays: 1, scope: '*' }],
])('refuses a bad %s: %j', (field, body) => {
  const parsed = createTokenRequestSchema.safeParse(body);
  expect(parsed.error?.issues.map(issue => issue.path[0])).toEqual([field]);
});
