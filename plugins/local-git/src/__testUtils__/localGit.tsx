import { createApiMock } from '@backstage/frontend-test-utils';
import type {
  Push,
  RepositoryDetails,
} from '@companyos/plugin-local-git-common';
import { localGitApiRef } from '../api';

/** The host as a screen's test wants it; what is not given is never asked for. */
export const localGitApiMock = createApiMock(localGitApiRef, () => ({
  listRepositories: jest.fn(),
  getRepository: jest.fn(),
  listPushes: jest.fn(),
  getPush: jest.fn(),
  getPushLog: jest.fn(),
  getTree: jest.fn(),
  getBlob: jest.fn(),
  createCloneCommand: jest.fn(),
}));

export const commit = '3f9ac21e'.repeat(5);

export function push(more: Partial<Push> = {}): Push {
  return {
    id: '0123456789abcdef0123',
    repository: 'crm',
    ref: 'refs/heads/main',
    commit,
    pusher: 'user:default/ada',
    state: 'passed',
    command: 'make test',
    pushedAt: '2026-01-01T10:00:00.000Z',
    startedAt: '2026-01-01T10:00:01.000Z',
    finishedAt: '2026-01-01T10:01:13.000Z',
    exitCode: 0,
    ...more,
  };
}

export function repository(
  more: Partial<RepositoryDetails> = {},
): RepositoryDetails {
  return {
    name: 'crm',
    description: 'Customers',
    owner: 'group:default/crm',
    createdBy: 'user:default/ada',
    createdAt: '2026-01-01T09:00:00.000Z',
    defaultBranch: 'main',
    cloneUrl: 'http://localhost:7007/api/local-git/repos/crm.git',
    webUrl: 'http://localhost:7007/repositories/crm',
    sourceUrl: 'http://localhost:7007/api/local-git/repos/crm/tree/main',
    ...more,
  };
}

/** What the server says when a permission is missing. */
export function notAllowed(): Error {
  return Object.assign(
    new Error("This needs the permission 'local-git.repository.read'"),
    { statusCode: 403 },
  );
}

/** A request that never comes to an answer. */
export function forever<T>(): Promise<T> {
  return new Promise(() => undefined);
}
