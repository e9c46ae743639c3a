import { exists, readFile } from './repository';

/** What the portal was ordered with. */
const ordered = [
  '@backstage/core-plugin-api',
  '@backstage/plugin-scaffolder-backend',
  '@backstage/plugin-catalog',
  '@backstage/plugin-techdocs',
  'express',
  '@opentelemetry/api',
  'yaml',
  'jest',
  '@playwright/test',
];

const rows = [
  ...readFile('docs/guides/dependencies.md').matchAll(
    /^\| `([^`]+)` +\| .*? \| `([^`]+)` +\|$/gm,
  ),
].map(([, name, file]) => ({ name, file }));

describe('docs/guides/dependencies.md', () => {
  it('names each ordered package', () => {
    expect(rows.map(({ name }) => name)).toEqual(ordered);
  });

  it.each(rows)('$name is in use in $file', ({ name, file }) => {
    expect([file, exists(file)]).toEqual([file, true]);
    const quoted = name.replace(/[/.]/g, '\\$&');
    expect(readFile(file)).toMatch(new RegExp(`['"]${quoted}(/[a-z/]+)?['"]`));
  });
});
