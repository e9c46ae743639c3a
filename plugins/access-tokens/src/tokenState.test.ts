import type { AccessToken } from '@companyos/plugin-access-tokens-common';
import { stateOf, summarise } from './tokenState';

const now = new Date('2026-03-01T12:00:00Z');
const expiring = (expiresAt: string): AccessToken => ({
  id: '7b0d7c0e-9a53-4f43-8f0a-4d9d1b6f3a11',
  name: 'ci-main',
  owner: 'user:default/ada',
  scope: 'git',
  createdAt: '2026-01-01T12:00:00Z',
  expiresAt,
});

it.each([
  ['2026-03-01T12:00:00Z', 'negative', 'Expired'],
  ['2026-03-01T12:00:01Z', 'warning', 'Expires in 1 d'],
  ['2026-03-15T12:00:00Z', 'warning', 'Expires in 14 d'],
  ['2026-03-15T12:00:01Z', 'positive', 'Active'],
])('of a token that ends %s is %s', (expiresAt, verdict, label) => {
  expect(stateOf(expiring(expiresAt), now)).toEqual({ verdict, label });
});

it('is summed up in a sentence', () => {
  const tokens = ['2026-02-01', '2026-03-10', '2026-09-01'].map(day =>
    expiring(`${day}T12:00:00Z`),
  );
  expect(summarise(tokens, now)).toBe(
    '2 of 3 tokens work, 1 of them for less than 14 days.',
  );
  expect(summarise(tokens.slice(2), now)).toBe('1 of 1 tokens work.');
});
