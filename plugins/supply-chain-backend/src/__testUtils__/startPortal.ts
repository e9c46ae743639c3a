import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestDatabases,
} from '@backstage/backend-test-utils';
import {
  coreServices,
  createServiceFactory,
  type BackendFeature,
  type BackstageCredentials,
  type BackstagePrincipalTypes,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import request from 'supertest';
import { supplyChainPlugin } from '../plugin';
import { trust } from './evidence';

/** Who is a member of which groups. `eve` sees what her group owns, `reader` uploads nothing, `outsider` may nothing. */
const GROUPS: Record<string, string[]> = {
  ada: ['pay'],
  bo: ['platform'],
  eve: ['crm'],
  reader: ['pay'],
};

/** A component of the catalog. */
export function componentOf(
  name: string,
  annotations: Record<string, string> = {},
  owner = name,
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations },
    relations: [{ type: 'ownedBy', targetRef: `group:default/${owner}` }],
  };
}

/** Ada of the catalog, who stands behind her access tokens. */
const ada: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'ada' },
  relations: [{ type: 'memberOf', targetRef: 'group:default/pay' }],
};

const components = [componentOf('pay'), componentOf('crm')];

/** The plugin in a backend, on PostgreSQL. */
export async function startPortal(options: {
  databases: TestDatabases;
  /** Of a portal that ran before. */
  knex?: Knex;
  entities?: Entity[];
  supplyChain?: JsonObject;
  /** Instead of one that only keeps what it is told. */
  auditor?: BackendFeature;
}) {
  const { databases, entities = components } = options;
  const knex = options.knex ?? (await databases.init('POSTGRES_18'));
  const scheduler = mockServices.scheduler();
  const auditor = mockServices.auditor.mock();
  const audited: string[] = [];
  auditor.createEvent.mockImplementation(async ({ eventId }) => ({
    success: async params => {
      audited.push(`${eventId} ${JSON.stringify(params?.meta)}`);
    },
    fail: async ({ error }) => {
      audited.push(`${eventId} failed: ${error.name}`);
    },
  }));
  const catalog = catalogServiceMock({ entities: [...entities, ada] });

  const { server } = await startTestBackend({
    features: [
      supplyChainPlugin,
      options.auditor ?? auditor.factory,
      mockServices.database.factory({ knex }),
      // Handed in as it is, so that nothing runs before a test says so.
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      mockServices.rootConfig.factory({
        data: { supplyChain: { trust, ...options.supplyChain } },
      }),
      catalogServiceMock.mock({
        streamEntities: (...args) => catalog.streamEntities(...args),
        getEntityByRef: (...args) => catalog.getEntityByRef(...args),
      }).factory,
      mockServices.permissions.mock({
        authorize: async (requests, { credentials }) =>
          requests.map(({ permission }) => ({
            result: denies(credentials, permission.name)
              ? AuthorizeResult.DENY
              : AuthorizeResult.ALLOW,
          })),
        authorizeConditional: async (requests, { credentials }) =>
          requests.map(() => readDecision(credentials)),
      }).factory,
      mockServices.userInfo.mock({
        getUserInfo: async credentials => {
          const name = nameOf(credentials);
          return {
            userEntityRef: `user:default/${name}`,
            ownershipEntityRefs: [
              `user:default/${name}`,
              ...(GROUPS[name] ?? []).map(group => `group:default/${group}`),
            ],
          };
        },
      }).factory,
    ],
  });
  const base = '/api/supply-chain';
  const authorized = (test: request.Test, name: string) =>
    test.set('Authorization', as(name));
  return {
    server,
    knex,
    audited,
    serviceAuthorization: as('service'),
    /** One round over all evidence. */
    round: () => scheduler.triggerTask('supply-chain-evidence'),
    get: (path: string, name = 'ada') =>
      authorized(request(server).get(`${base}${path}`), name),
    post: (path: string, body: object, name = 'ada') =>
      authorized(request(server).post(`${base}${path}`), name).send(body),
    upload: (
      body: Buffer | string,
      name = 'service',
      entityRef = 'component:default/pay',
    ) =>
      authorized(request(server).post(`${base}/v1/attestations`), name)
        .query({ entityRef })
        .set('Content-Type', 'application/json')
        .send(body.toString()),
  };
}

/** @see startPortal */
export type TestPortal = Awaited<ReturnType<typeof startPortal>>;

function as(name: string): string {
  if (name.startsWith('Bearer ')) return name;
  switch (name) {
    case 'nobody':
      return mockCredentials.none.header();
    case 'service':
      return asService('external:ci');
    case 'token of ada':
    case 'token of bo':
      return asService(`external:token:user:default/${name.slice(9)}/ci`);
    default:
      return mockCredentials.user.header(`user:default/${name}`);
  }
}

function asService(subject: string): string {
  return mockCredentials.service.header({
    onBehalfOf: mockCredentials.service(subject),
    targetPluginId: 'supply-chain',
  });
}

function nameOf(credentials: BackstageCredentials | string): string {
  const { principal } = credentials as BackstageCredentials<
    BackstagePrincipalTypes['user']
  >;
  return principal.userEntityRef?.replace('user:default/', '') ?? 'service';
}

function denies(credentials: BackstageCredentials, permission: string) {
  const name = nameOf(credentials);
  return (
    name === 'outsider' ||
    (name === 'reader' && permission === 'supply-chain.attestation.create')
  );
}

function readDecision(credentials: BackstageCredentials): PolicyDecision {
  return nameOf(credentials) === 'eve'
    ? {
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'catalog',
        resourceType: 'catalog-entity',
        conditions: {
          rule: 'IS_ENTITY_OWNER',
          resourceType: 'catalog-entity',
          params: { claims: ['group:default/crm'] },
        },
      }
    : { result: AuthorizeResult.ALLOW };
}
