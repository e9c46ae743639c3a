import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type Permission,
} from '@backstage/plugin-permission-common';
import {
  MAX_TOKENS_PER_OWNER,
  TOKEN_VALUE_PATTERN,
} from '@companyos/plugin-access-tokens-common';
import request from 'supertest';
import accessTokensPlugin from './index';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const ada = mockCredentials.user.header('user:default/ada');
const bob = mockCredentials.user.header('user:default/bob');
const unknownId = '00000000-0000-4000-8000-000000000000';

const scopes = ['read', 'git'].map(scope => ({
  type: 'companyos-access-token',
  options: { scope, description: `For ${scope}` },
  accessRestrictions: [{ plugin: scope === 'git' ? 'local-git' : 'catalog' }],
}));

async function start(allow: (permission: Permission) => boolean = () => true) {
  const knex = await databases.init('POSTGRES_18');
  const auditor = mockServices.auditor.mock();
  const event = { success: jest.fn(), fail: jest.fn() };
  auditor.createEvent.mockResolvedValue(event);
  const { server } = await startTestBackend({
    features: [
      accessTokensPlugin,
      mockServices.database.factory({ knex }),
      auditor.factory,
      mockServices.rootConfig.factory({
        data: { backend: { auth: { externalAccess: scopes } } },
      }),
      mockServices.permissions.mock({
        authorize: async requests =>
          requests.map(({ permission }) => ({
            result: allow(permission)
              ? AuthorizeResult.ALLOW
              : AuthorizeResult.DENY,
          })),
      }).factory,
    ],
  });
  const api = request(server);
  const create = (name: string, authorization = ada) =>
    api
      .post('/api/access-tokens/v1/tokens')
      .set('Authorization', authorization)
      .send({ name, expiresInDays: 30, scope: 'git' });
  return { api, create, knex, auditor, event };
}

/** Everything but the management of other people's tokens. */
const asMember = (permission: Permission) =>
  permission.name !== 'access-tokens.token.manage';

describe('the life of a token', () => {
  it('is created with its value shown once, listed without, and revoked', async () => {
    const { api, create, knex, auditor, event } = await start(asMember);

    const created = await create('ci-main').expect(201);
    expect(created.headers['cache-control']).toBe('no-store');
    const { token, value } = created.body;
    expect(value).toMatch(TOKEN_VALUE_PATTERN);
    expect(token).toMatchObject({
      name: 'ci-main',
      owner: 'user:default/ada',
      scope: 'git',
    });
    expect(Date.parse(token.expiresAt) - Date.parse(token.createdAt)).toBe(
      30 * 24 * 3600_000,
    );
    expect(JSON.stringify(await knex('access_tokens'))).not.toContain(value);

    await api
      .get('/api/access-tokens/v1/tokens')
      .set('Authorization', ada)
      .expect(200, { items: [token] });
    await api
      .get('/api/access-tokens/v1/tokens')
      .set('Authorization', bob)
      .expect(200, { items: [] });

    await api
      .delete(`/api/access-tokens/v1/tokens/${token.id}`)
      .set('Authorization', ada)
      .expect(204);
    await api
      .get('/api/access-tokens/v1/tokens')
      .set('Authorization', ada)
      .expect(200, { items: [] });

    expect(auditor.createEvent.mock.calls.map(([e]) => e)).toMatchObject([
      { eventId: 'token-mutate', meta: { actionType: 'create' } },
      { eventId: 'token-mutate', meta: { actionType: 'revoke', id: token.id } },
    ]);
    expect(event.success).toHaveBeenCalledTimes(2);
    expect(JSON.stringify(event.success.mock.calls)).not.toContain(value);
  });

  it('ends by whoever manages all tokens', async () => {
    const { api, create } = await start();
    const { token } = (await create('ci-main')).body;
    await api
      .get('/api/access-tokens/v1/tokens?owner=all')
      .set('Authorization', bob)
      .expect(200, { items: [token] });
    await api
      .delete(`/api/access-tokens/v1/tokens/${token.id}`)
      .set('Authorization', bob)
      .expect(204);
  });

  it('does not end by anybody else, who does not learn that it exists', async () => {
    const { api, create, event } = await start(asMember);
    const { token } = (await create('ci-main')).body;
    const revoke = (id: string) =>
      api
        .delete(`/api/access-tokens/v1/tokens/${id}`)
        .set('Authorization', bob)
        .expect(404);
    const foreign = await revoke(token.id);
    const unknown = await revoke(unknownId);
    expect(foreign.body.error.message.replace(token.id, '')).toBe(
      unknown.body.error.message.replace(unknownId, ''),
    );
    expect(event.fail).toHaveBeenCalledTimes(2);
  });
});

it('pages a long list by owner and name', async () => {
  const { api, create } = await start();
  for (const name of ['tok-b', 'tok-a', 'tok-c']) await create(name);
  await create('tok-a', bob);

  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await api
      .get('/api/access-tokens/v1/tokens')
      .query({ owner: 'all', limit: 3, ...(cursor && { cursor }) })
      .set('Authorization', ada)
      .expect(200);
    for (const { owner, name } of page.body.items)
      seen.push(`${owner} ${name}`);
    cursor = page.body.nextCursor;
  } while (cursor);
  expect(seen).toEqual([
    'user:default/ada tok-a',
    'user:default/ada tok-b',
    'user:default/ada tok-c',
    'user:default/bob tok-a',
  ]);
});

it('says what a token can be made for', async () => {
  const { api } = await start();
  await api
    .get('/api/access-tokens/v1/scopes')
    .set('Authorization', ada)
    .expect(200, {
      items: [
        { name: 'read', description: 'For read', plugins: ['catalog'] },
        { name: 'git', description: 'For git', plugins: ['local-git'] },
      ],
    });
});

describe('refuses', () => {
  it.each([
    ['name', { name: 'CI Main', expiresInDays: 30 }],
    ['expiresInDays', { name: 'ci', expiresInDays: 366 }],
    ['expiresInDays', { name: 'ci', expiresInDays: '30' }],
    ['scope', { name: 'ci', expiresInDays: 30, scope: 'admin' }],
    [
      '\\(whole\\)',
      { name: 'ci', expiresInDays: 30, owner: 'user:default/bob' },
    ],
  ])('with 400 a bad %s: %j', async (field, body) => {
    const { api, event } = await start();
    const response = await api
      .post('/api/access-tokens/v1/tokens')
      .set('Authorization', ada)
      .send(body)
      .expect(400);
    expect(response.body.error.message).toMatch(
      new RegExp(`Body is not valid: ${field}: `),
    );
    expect(event.fail).toHaveBeenCalledTimes(1);
  });

  it('with 400 bad queries, cursors and ids', async () => {
    const { api } = await start();
    for (const path of [
      'tokens?owner=bob',
      'tokens?limit=0',
      'tokens?cursor=x',
    ]) {
      await api
        .get(`/api/access-tokens/v1/${path}`)
        .set('Authorization', ada)
        .expect(400);
    }
    await api
      .delete(`/api/access-tokens/v1/tokens/1'%20or%20'1'='1`)
      .set('Authorization', ada)
      .expect(400);
  });

  it.each([
    ['nobody signed in', mockCredentials.none.header(), 401],
    [
      'a service, so that no token makes another',
      mockCredentials.service.header(),
      403,
    ],
  ])('%s', async (_, authorization, status) => {
    const { api } = await start();
    const calls = [
      api.get('/api/access-tokens/v1/scopes'),
      api.get('/api/access-tokens/v1/tokens'),
      api
        .post('/api/access-tokens/v1/tokens')
        .send({ name: 'ci', expiresInDays: 1 }),
      api.delete(`/api/access-tokens/v1/tokens/${unknownId}`),
    ];
    for (const call of calls) {
      expect((await call.set('Authorization', authorization)).status).toBe(
        status,
      );
    }
  });

  it('with 403 whoever has no permission, naming it', async () => {
    const { api } = await start(() => false);
    const calls: [string, request.Test][] = [
      ['access-tokens.token.read', api.get('/api/access-tokens/v1/scopes')],
      ['access-tokens.token.read', api.get('/api/access-tokens/v1/tokens')],
      [
        'access-tokens.token.manage',
        api.get('/api/access-tokens/v1/tokens?owner=all'),
      ],
      [
        'access-tokens.token.create',
        api
          .post('/api/access-tokens/v1/tokens')
          .send({ name: 'ci', expiresInDays: 1 }),
      ],
      [
        'access-tokens.token.revoke',
        api.delete(`/api/access-tokens/v1/tokens/${unknownId}`),
      ],
    ];
    for (const [permission, call] of calls) {
      const response = await call.set('Authorization', ada).expect(403);
      expect(response.body.error.message).toContain(`'${permission}'`);
    }
  });

  it('with 409 a second token of the same name, also of two requests at once', async () => {
    const { create } = await start();
    const both = await Promise.all([create('ci-main'), create('ci-main')]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    await create('ci-main', bob).expect(201);
  });

  it('with 409 one token too many', async () => {
    const { create } = await start();
    for (let number = 0; number < MAX_TOKENS_PER_OWNER; number++) {
      await create(`ci-${number}`).expect(201);
    }
    const response = await create('one-more').expect(409);
    expect(response.body.error.message).toContain('revoke one');
  });
});
