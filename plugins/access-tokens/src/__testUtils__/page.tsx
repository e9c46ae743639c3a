import {
  createApiMock,
  mockApis,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { ResponseError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { AccessToken } from '@companyos/plugin-access-tokens-common';
import { accessTokensApiRef, type AccessTokensApi } from '../api';
import { AccessTokensPage } from '../components/AccessTokensPage';

const apiMock = createApiMock(accessTokensApiRef, () => ({
  createToken: jest.fn(),
  listTokens: jest.fn(),
  listScopes: jest.fn(),
  revokeToken: jest.fn(),
}));

export const DAY_MS = 24 * 3600_000;
/** A token that works for another two months. */
export const token = (more: Partial<AccessToken> = {}): AccessToken => ({
  id: '7b0d7c0e-9a53-4f43-8f0a-4d9d1b6f3a11',
  name: 'ci-main',
  owner: 'user:default/ada',
  scope: 'git',
  createdAt: new Date(Date.now() - DAY_MS).toISOString(),
  expiresAt: new Date(Date.now() + 60 * DAY_MS).toISOString(),
  ...more,
});
const scopes = [
  { name: 'git', description: 'Clone and push', plugins: ['local-git'] },
  { name: 'read', description: 'Read the catalog', plugins: ['catalog'] },
];
/** What the server says when it does not do what it was asked. */
export function refused(status: number, message: string): Promise<never> {
  const body = {
    error: { name: 'Error', message },
    response: { statusCode: status },
  };
  return ResponseError.fromResponse(
    new Response(JSON.stringify(body), {
      status,
      headers: { 'Content-Type': 'application/json' },
    }),
  ).then(error => Promise.reject(error));
}

/** The page, as somebody sees it who may or may not manage everybody's tokens. */
export function show(api: Partial<AccessTokensApi>, mayManage = false) {
  const accessTokens = apiMock({ listScopes: async () => scopes, ...api });
  renderInTestApp(<AccessTokensPage />, {
    apis: [
      accessTokens,
      mockApis.permission({
        authorize: mayManage ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
      }),
    ],
  });
  return accessTokens;
}
