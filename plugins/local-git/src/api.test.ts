import { mockApis } from '@backstage/frontend-test-utils';
import { DefaultLocalGitApi } from './api';
import { repository } from './__testUtils__/localGit';

it('makes a token for Git alone, and puts it into the command', async () => {
  const value = `cos_${'x'.repeat(38)}`;
  const fetch = jest.fn(async (_url: string, _init: RequestInit) =>
    Response.json({
      token: {
        id: 'd3b0c4a2-3b1e-4c59-9d3f-5f2a3c1e7a10',
        name: 'git-crm-1',
        owner: 'user:default/ada',
        scope: 'git',
        createdAt: '2026-01-01T00:00:00.000Z',
        expiresAt: '2026-01-31T00:00:00.000Z',
      },
      value,
    }),
  );
  const api = new DefaultLocalGitApi({
    discoveryApi: mockApis.discovery({ baseUrl: 'http://localhost:7007' }),
    fetchApi: { fetch: fetch as unknown as typeof globalThis.fetch },
    identityApi: mockApis.identity({ userEntityRef: 'user:default/ada' }),
  });
  expect(await api.createCloneCommand(repository())).toBe(
    `git clone http://ada:${value}@localhost:7007/api/local-git/repos/crm.git`,
  );
  const [url, init] = fetch.mock.calls[0];
  expect(url).toBe('http://localhost:7007/api/access-tokens/v1/tokens');
  expect(JSON.parse(String(init.body))).toEqual({
    name: expect.stringMatching(/^git-crm-[0-9a-f]{8}$/),
    expiresInDays: 30,
    scope: 'git',
  });
});
