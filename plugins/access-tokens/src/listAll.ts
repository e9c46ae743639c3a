import type { AccessToken } from '@companyos/plugin-access-tokens-common';
import type { AccessTokensApi } from './api';

/** All pages of the list: the number of tokens is bounded for each person. */
export async function listAll(
  api: Pick<AccessTokensApi, 'listTokens'>,
  owner: 'me' | 'all',
): Promise<AccessToken[]> {
  const all: AccessToken[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.listTokens({ owner, limit: 500, cursor });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return all;
}
