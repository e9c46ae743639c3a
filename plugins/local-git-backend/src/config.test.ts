import { resolve } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { readLocalGitConfig } from './config';

function read(localGit?: JsonObject) {
  return readLocalGitConfig(
    mockServices.rootConfig({
      data: {
        backend: { baseUrl: 'http://localhost:7007/' },
        ...(localGit && { localGit }),
      },
    }),
  );
}

it('has a default for everything, and is off', () => {
  expect(read()).toEqual({
    disabled: "The local Git host is off: 'localGit.enabled' is not true",
    root: resolve('.companyos/repos'),
    baseUrl: 'http://localhost:7007/api/local-git',
    appUrl: 'http://localhost:7007',
    maxPushSize: 104857600,
    checks: { command: ['make', 'test'], timeoutMs: 900_000, passEnv: [] },
  });
});

it.each([
  ['localGit.checks.command', { checks: { command: [] } }],
  ['localGit.checks.timeout', { checks: { timeout: 0 } }],
  ['localGit.maxPushSize', { maxPushSize: -1 }],
])('names %s when its value cannot be used', (key, localGit) => {
  expect(() => read({ enabled: true, ...localGit })).toThrow(key);
});
