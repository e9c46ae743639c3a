import { exceptionOf } from './exceptions';
import type { VexException } from './schema';

const finding = {
  vulnerability: 'GHSA-1',
  aliases: ['CVE-1'],
  purl: 'pkg:npm/a',
  version: '1.0.0',
};

function exception(more: Partial<VexException> = {}): VexException {
  return {
    attestationId: '00000000-0000-4000-8000-000000000000',
    development: false,
    vulnerability: 'GHSA-1',
    aliases: [],
    packages: ['pkg:npm/a@1.0.0'],
    status: 'not_affected',
    made: '2026-01-01T00:00:00.000Z',
    ...more,
  };
}

it.each([
  ['its own name and version', {}],
  ['another name of it', { vulnerability: 'CVE-1' }],
  ['an alias of its own', { vulnerability: 'X-1', aliases: ['CVE-1'] }],
  ['every version of the package', { packages: ['pkg:npm/a'] }],
  ['wherever it is', { packages: [] }],
])('is found by %s', (_, more) => {
  expect(exceptionOf(finding, [exception(more)])).toBeDefined();
});

it.each([
  ['another vulnerability', { vulnerability: 'GHSA-2' }],
  ['another package', { packages: ['pkg:npm/b'] }],
  ['another version', { packages: ['pkg:npm/a@2.0.0'] }],
])('is not that of %s', (_, more) => {
  expect(exceptionOf(finding, [exception(more)])).toBeUndefined();
});

it('is the last word', () => {
  const later = exception({
    made: '2026-02-01T00:00:00.000Z',
    status: 'under_investigation',
  });
  expect(exceptionOf(finding, [exception(), later])).toBe(later);
  expect(exceptionOf(finding, [later, exception()])).toBe(later);
});
