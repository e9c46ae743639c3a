import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { renderTemplate } from '@companyos/golden-path';
import { createPublishAction } from '../actions/publish';
import type { Publisher } from '../publish/Publisher';

const input = {
  name: 'customer-records',
  description: 'Keeps the records of customers',
  owner: 'group:default/crm',
};

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Runs when the test is over, last first. */
export function onTestEnd(cleanup: () => unknown): void {
  cleanups.push(cleanup);
}

/** A folder of its own, gone after the test. */
export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'golden-path-publish-'));
  onTestEnd(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The fixture service, rendered into a workspace. */
export async function renderedWorkspace(): Promise<string> {
  const targetDir = join(temporaryFolder(), 'workspace');
  await renderTemplate({
    templateDir: resolvePackagePath(
      '@companyos/golden-path',
      '__fixtures__/service',
    ),
    values: {
      ...input,
      platform: {
        workflow: 'a/b/c.yml@v1',
        cli: { version: '0.1.0' },
        repository: { cloneUrl: 'http://localhost:7007/x.git' },
      },
    },
    targetDir,
  });
  return targetDir;
}

export const COMMITTED_AT = '2026-01-02T03:04:05.000Z';

/** Runs `companyos:publish` as a task would, and returns what it puts out. */
export async function runPublish(options: {
  publisher: Publisher;
  workspacePath: string;
  taskId: string;
  signal?: AbortSignal;
}): Promise<Record<string, string>> {
  const { publisher, workspacePath, taskId, signal } = options;
  const output: Record<string, string> = {};
  await createPublishAction({ publisher }).handler({
    ...createMockActionContext({ input, workspacePath }),
    task: { id: taskId },
    signal,
    user: {
      ref: 'user:default/ada',
      entity: {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'User',
        metadata: { name: 'ada' },
        spec: {
          profile: { displayName: 'Ada <Okafor>', email: 'ada@example.com' },
        },
      },
    },
    getInitiatorCredentials: async () => mockCredentials.user(),
    // What recovery keeps of a step that was killed before its end: the time, not the result.
    checkpoint: async ({ key, fn }) =>
      key === 'commit-time' ? (COMMITTED_AT as never) : fn(),
    output: (name, value) => {
      output[name] = String(value);
    },
  });
  return output;
}
