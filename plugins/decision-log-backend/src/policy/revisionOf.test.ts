import { revisionOf } from './revisionOf';

it.each([
  [{ bundles: { authz: { revision: 'a' } } }, 'a'],
  [{ bundles: { a: { revision: 'a' }, b: { revision: 'a' } } }, 'a'],
  [{ bundles: { a: { revision: 'a' }, b: { revision: 'b' } } }, undefined],
  [{ bundles: { a: {} }, labels: { revision: 'l' } }, 'l'],
  [{ revision: 'r', labels: { revision: 'l' } }, 'r'],
  [{ labels: { revision: 'l' } }, 'l'],
  [{ bundles: 'x', labels: [], revision: 5 }, undefined],
  [{}, undefined],
])('of %j is %s', (event, revision) =>
  expect(revisionOf(event)).toBe(revision),
);
