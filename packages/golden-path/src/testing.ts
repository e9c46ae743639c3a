import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';

/** The template that this package is tested with. */
export const FIXTURE_TEMPLATE = resolvePackagePath(
  '@companyos/golden-path',
  '__fixtures__/service',
);

/** Values that {@link FIXTURE_TEMPLATE} needs. */
export function fixtureValues(overrides: JsonObject = {}): JsonObject {
  return {
    name: 'customer-records',
    description: 'Keeps the records of customers',
    owner: 'group:default/crm',
    platform: {
      portalUrl: 'http://localhost:7007',
      workflow: 'companyos/portal/.github/workflows/golden-path.yml@v1',
      cli: {
        version: '0.1.0',
        integrity: `sha512-${'A'.repeat(86)}==`,
        file: 'companyos-cli-0.1.0.tgz',
      },
      repository: {
        webUrl: 'http://localhost:7007/repositories/customer-records',
        cloneUrl:
          'http://localhost:7007/api/local-git/repos/customer-records.git',
      },
    },
    ...overrides,
  };
}

/** A folder that is gone after each test. */
export function useTemporaryFolder(): { path(...parts: string[]): string } {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'golden-path-test-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  return { path: (...parts) => join(dir, ...parts) };
}
