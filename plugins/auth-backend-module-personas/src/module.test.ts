import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import { decodeJwt } from 'jose';
import request from 'supertest';
import authModulePersonas from './index';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

function user(
  name: string,
  annotations: Record<string, string>,
  groups: string[],
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, namespace: 'default', annotations },
    spec: {
      profile: { displayName: `${name} surname`, email: `${name}@example.com` },
    },
    relations: groups.map(group => ({
      type: 'memberOf',
      targetRef: `group:default/${group}`,
    })),
  };
}

const persona = { 'companyos.dev/persona': 'true' };
const entities: Entity[] = [
  user('mei', { ...persona, 'companyos.dev/title': 'Security lead' }, [
    'security',
  ]),
  user('ada', persona, ['platform', 'engineering']),
  user('real', {}, ['platform']),
  user('off', { 'companyos.dev/persona': 'false' }, []),
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'platform', namespace: 'default' },
    spec: {
      type: 'team',
      children: [],
      profile: { displayName: 'Platform' },
    },
  },
];

const environment = process.env.NODE_ENV;
const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  setEnvironment(environment);
  await Promise.all(running.splice(0).map(backend => backend.stop()));
});

function setEnvironment(value: string | undefined) {
  if (value === undefined) Reflect.deleteProperty(process.env, 'NODE_ENV');
  else Reflect.set(process.env, 'NODE_ENV', value);
}

async function start(
  options: { nodeEnv?: string; providers?: JsonObject } = {
    nodeEnv: 'development',
  },
) {
  setEnvironment(options.nodeEnv);
  const knex = await databases.init('POSTGRES_18');
  const logger = mockServices.rootLogger.mock();
  logger.child.mockReturnValue(logger);
  const backend = await startTestBackend({
    features: [
      authPlugin,
      authModulePersonas,
      catalogServiceMock.factory({ entities }),
      mockServices.database.factory({ knex }),
      logger.factory,
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost:3000' },
          backend: { baseUrl: 'http://portal.test:7007' },
          auth: { providers: options.providers ?? { personas: {} } },
        },
      }),
    ],
  });
  running.push(backend);
  const api = request(backend.server);
  const signIn = (as: string | undefined) => {
    const post = api.post('/api/auth/personas/refresh');
    return as === undefined ? post : post.set('X-CompanyOS-Persona', as);
  };
  return { api, signIn, logger };
}

describe('is only there in development', () => {
  it.each([
    ['production'],
    ['test'],
    ['Development'],
    ['development '],
    [''],
    [undefined],
  ])('and not when NODE_ENV is %j', async nodeEnv => {
    const { api, signIn, logger } = await start({ nodeEnv });
    await signIn('user:default/ada').expect(404);
    await api.get('/api/auth/personas/people').expect(404);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining("exactly 'development'"),
    );
  });

  it.each([[{}], [{ personas: null }]])(
    'and when it is configured, unlike %j',
    async providers => {
      const { api, signIn } = await start({
        nodeEnv: 'development',
        providers,
      });
      await signIn('user:default/ada').expect(404);
      await api.get('/api/auth/personas/people').expect(404);
    },
  );
});

it('lists who can be picked, by name', async () => {
  const { api } = await start();
  await api.get('/api/auth/personas/people').expect(200, {
    items: [
      {
        entityRef: 'user:default/ada',
        name: 'ada surname',
        groups: ['Platform', 'engineering'],
      },
      {
        entityRef: 'user:default/mei',
        name: 'mei surname',
        title: 'Security lead',
        groups: ['security'],
      },
    ],
  });
});

it('issues the identity of the person, with their groups', async () => {
  const { signIn } = await start();
  const { body, headers } = await signIn('user:default/ada').expect(200);
  expect(headers['cache-control']).toBe('no-store');
  expect(body).toMatchObject({
    profile: { displayName: 'ada surname', email: 'ada@example.com' },
    backstageIdentity: {
      identity: {
        userEntityRef: 'user:default/ada',
        ownershipEntityRefs: [
          'user:default/ada',
          'group:default/platform',
          'group:default/engineering',
        ],
      },
    },
  });
  expect(decodeJwt(body.backstageIdentity.token).sub).toBe('user:default/ada');
});

describe('refuses', () => {
  it.each([
    [
      'unknown to the catalog',
      'user:default/nobody',
      "has no 'user:default/nobody'",
    ],
    ['a person without the annotation', 'user:default/real', 'is no persona'],
    ['a person with another value of it', 'user:default/off', 'is no persona'],
  ])('with 403 %s', async (_, as, reason) => {
    const { signIn } = await start();
    const { body } = await signIn(as).expect(403);
    expect(body.error.message).toContain(reason);
    expect(body.backstageIdentity).toBeUndefined();
  });

  it.each([
    [undefined],
    [''],
    ['ada'],
    ['group:default/platform'],
    ['user:default/a/b'],
    [`user:default/${'a'.repeat(300)}`],
  ])('with 400 the header %j', async as => {
    const { signIn } = await start();
    const { body } = await signIn(as).expect(400);
    expect(body.error.message).toContain("Header 'X-CompanyOS-Persona'");
  });

  it('what a link or a form could send', async () => {
    const { api } = await start();
    await api
      .get('/api/auth/personas/refresh')
      .set('X-CompanyOS-Persona', 'user:default/ada')
      .expect(404);
    await api
      .post('/api/auth/personas/refresh')
      .type('form')
      .send({ 'X-CompanyOS-Persona': 'user:default/ada' })
      .expect(400);
  });

  it('whoever comes under a foreign host name', async () => {
    const { api, signIn } = await start();
    await signIn('user:default/ada')
      .set('Host', 'evil.example:7007')
      .expect(403);
    await api
      .get('/api/auth/personas/people')
      .set('Host', 'evil.example')
      .expect(403);
    await signIn('user:default/ada')
      .set('Host', 'portal.test:7007')
      .expect(200);
  });

  it('a preflight from a foreign site', async () => {
    const { api } = await start();
    const { headers } = await api
      .options('/api/auth/personas/refresh')
      .set('Origin', 'https://evil.example')
      .set('Access-Control-Request-Method', 'POST')
      .set('Access-Control-Request-Headers', 'x-companyos-persona');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});
