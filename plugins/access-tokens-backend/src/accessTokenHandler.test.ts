import { randomUUID } from 'node:crypto';
import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { createPermission } from '@backstage/plugin-permission-common';
import { authorize } from '@companyos/plugin-companyos-node';
import Router from 'express-promise-router';
import type { Knex } from 'knex';
import request from 'supertest';
import accessTokensPlugin, { accessTokenHandlerServiceFactory } from './index';
import { TokenStore } from './TokenStore';
import { generateTokenValue, hashTokenValue } from './tokenValue';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const DAY_MS = 24 * 3600_000;

/** A plugin like any other, which shows who calls and has one permission for reading and one for writing. */
const probePlugin = (pluginId: string) =>
  createBackendPlugin({
    pluginId,
    register(env) {
      env.registerInit({
        deps: {
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          permissions: coreServices.permissions,
        },
        async init({ httpAuth, httpRouter, permissions }) {
          const router = Router();
          router.get('/caller', async (req, res) => {
            const { principal } = await httpAuth.credentials(req, {
              allow: ['service'],
            });
            res.json(principal);
          });
          router.get('/:action', async (req, res) => {
            const name = `${pluginId}.${req.params.action}`;
            const permission = createPermission({ name, attributes: {} });
            const credentials = await httpAuth.credentials(req);
            await authorize(permissions, credentials, permission);
            res.json({ done: name });
          });
          httpRouter.use(router);
        },
      });
    },
  });

async function newDatabase(): Promise<{ knex: Knex; connection: JsonObject }> {
  const knex = await databases.init('POSTGRES_18');
  const { host, port, user, password, database } =
    knex.client.config.connection;
  return { knex, connection: { host, port, user, password, database } };
}

async function start(
  options: { isReachable: boolean } = { isReachable: true },
) {
  const { knex, connection } = await newDatabase();
  const backend = await startTestBackend({
    features: [
      accessTokenHandlerServiceFactory,
      probePlugin('local-git'),
      probePlugin('catalog'),
      authServiceFactory,
      httpAuthServiceFactory,
      ...(options.isReachable ? [accessTokensPlugin] : []),
      mockServices.rootConfig.factory({
        data: {
          permission: { enabled: true },
          backend: {
            baseUrl: 'http://localhost:0',
            database: {
              client: 'pg',
              connection,
              plugin: {
                catalog: { connection: (await newDatabase()).connection },
                'local-git': { connection: (await newDatabase()).connection },
                'access-tokens': {
                  connection: options.isReachable
                    ? connection
                    : { ...connection, port: 1 },
                },
              },
            },
            auth: {
              externalAccess: [
                {
                  type: 'companyos-access-token',
                  options: { scope: 'read', description: 'Read' },
                  accessRestrictions: [{ plugin: 'catalog' }],
                },
                {
                  type: 'companyos-access-token',
                  options: { scope: 'git', description: 'Clone and push' },
                  accessRestrictions: [
                    { plugin: 'local-git', permission: 'local-git.push' },
                  ],
                },
              ],
            },
          },
        },
      }),
    ],
  });
  const store = new TokenStore(knex);
  const addToken = async (scope: string, lifeMs = DAY_MS) => {
    const value = generateTokenValue();
    const now = Date.now();
    const id = randomUUID();
    await store.insert(
      {
        id,
        name: `${scope}-${id.slice(0, 8)}`,
        owner: 'user:default/ada',
        scope,
        createdAt: new Date(now).toISOString(),
        expiresAt: new Date(now + lifeMs).toISOString(),
      },
      hashTokenValue(value),
    );
    return { id, value };
  };
  const get = (path: string, value: string) =>
    request(backend.server)
      .get(`/api/${path}`)
      .set('Authorization', `Bearer ${value}`);
  return { addToken, get, store, stop: () => backend.stop() };
}

describe('an access token', () => {
  let backend: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    backend = await start();
  });
  afterAll(async () => backend.stop());

  it('is accepted by every plugin of its scope, under its owner and name', async () => {
    const { addToken, get, store } = backend;
    const { id, value } = await addToken('git');
    const response = await get('local-git/caller', value).expect(200);
    expect(response.body).toEqual({
      type: 'service',
      subject: `external:token:user:default/ada/git-${id.slice(0, 8)}`,
      accessRestrictions: { permissionNames: ['local-git.push'] },
    });
    const used = (await store.find(id))?.lastUsedAt;
    expect(Date.now() - Date.parse(used ?? '')).toBeLessThan(3600_000);
  });

  it('does what its scope allows and nothing else', async () => {
    const { addToken, get } = backend;
    const git = await addToken('git');
    await get('local-git/push', git.value).expect(200);
    const other = await get('local-git/delete', git.value).expect(403);
    expect(other.body.error.message).toContain("'local-git.delete'");
    const elsewhere = await get('catalog/caller', git.value).expect(403);
    expect(elsewhere.body.error.message).toContain("'local-git'");

    const read = await addToken('read');
    await get('catalog/anything', read.value).expect(200);
    await get('local-git/push', read.value).expect(403);
  });

  it('cannot make another token', async () => {
    const { addToken, get } = backend;
    const { value } = await addToken('read');
    await get('access-tokens/v1/tokens', value).expect(403);
  });

  it('is refused from the first request after it was revoked', async () => {
    const { addToken, get, store } = backend;
    const { id, value } = await addToken('git');
    await get('local-git/push', value).expect(200);
    await store.delete(id);
    await get('local-git/push', value).expect(401);
  });

  it('is refused once expired, by its name', async () => {
    const { addToken, get } = backend;
    const { value, id } = await addToken('git', -1);
    const response = await get('local-git/push', value).expect(401);
    expect(response.body.error.message).toContain(
      `The access token 'git-${id.slice(0, 8)}' expired on`,
    );
  });

  it('is refused when tampered with, invented, or of a scope that is gone', async () => {
    const { addToken, get } = backend;
    const { value } = await addToken('git');
    const swapped = value.endsWith('0') ? '1' : '0';
    await get('local-git/push', value.slice(0, -1) + swapped).expect(401);
    await get('local-git/push', generateTokenValue()).expect(401);
    const gone = await addToken('ci');
    await get('local-git/push', gone.value).expect(401);
  });
});

it('a token is refused, as unavailable, while it cannot be checked', async () => {
  const { get, stop } = await start({ isReachable: false });
  const response = await get('local-git/push', generateTokenValue()).expect(
    503,
  );
  expect(response.body.error.message).toContain('cannot be checked');
  await stop();
});
