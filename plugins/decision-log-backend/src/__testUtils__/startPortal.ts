import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestDatabases,
} from '@backstage/backend-test-utils';
import {
  coreServices,
  createServiceFactory,
  type BackstageCredentials,
  type UrlReaderService,
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
import { gzipSync } from 'node:zlib';
import { decisionLogPlugin } from '../plugin';

/** A component of the catalog. */
export function componentOf(
  name: string,
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations },
    relations: [{ type: 'ownedBy', targetRef: `group:default/${name}` }],
  };
}

const components = [
  componentOf('pay', {
    'companyos.dev/policy-path': 'pay, shared',
    'backstage.io/source-location': 'url:https://git.example/o/pay/tree/main/',
  }),
  componentOf('crm', { 'companyos.dev/policy-path': 'crm,shared' }),
];

/**
 * The plugin in a backend, on PostgreSQL. Of the people there, `ada` sees all inputs, `pat` those of what her group `pay`
 * owns, `eve` sees nothing but `crm` and no inputs, `outsider` may nothing.
 */
export async function startPortal(options: {
  databases: TestDatabases;
  /** Of a portal that ran before. */
  knex?: Knex;
  decisionLog?: JsonObject;
  /** What a Git host has. */
  readTree?: UrlReaderService['readTree'];
}) {
  const knex = options.knex ?? (await options.databases.init('POSTGRES_18'));
  const scheduler = mockServices.scheduler();
  const auditor = mockServices.auditor.mock();
  const audited: string[] = [];
  auditor.createEvent.mockImplementation(async ({ eventId, meta }) => ({
    success: async () => {
      audited.push(`${eventId} ${JSON.stringify(meta)}`);
    },
    fail: async () => {},
  }));
  const catalog = catalogServiceMock({ entities: components });

  const { server, stop } = await startTestBackend({
    features: [
      decisionLogPlugin,
      auditor.factory,
      ...(options.readTree
        ? [mockServices.urlReader.mock({ readTree: options.readTree }).factory]
        : []),
      mockServices.database.factory({ knex }),
      // Handed in as it is, so that nothing runs before a test says so.
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      mockServices.rootConfig.factory({
        data: {
          decisionLog: {
            replay: { opa: process.env.OPA_BIN ?? 'opa' },
            ...options.decisionLog,
          },
        },
      }),
      catalogServiceMock.mock({
        streamEntities: (...args) => catalog.streamEntities(...args),
      }).factory,
      mockServices.permissions.mock({
        authorize: async (requests, { credentials }) =>
          requests.map(({ permission }) => ({
            result: isAllowed(nameOf(credentials), permission.name)
              ? AuthorizeResult.ALLOW
              : AuthorizeResult.DENY,
          })),
        authorizeConditional: async (requests, { credentials }) =>
          requests.map(({ permission }) =>
            entitiesOf(nameOf(credentials), permission.name),
          ),
      }).factory,
    ],
  });
  const base = '/api/decision-log';
  const authorized = (test: request.Test, name: string) =>
    test.set('Authorization', as(name));
  await scheduler.triggerTask('decision-log-days');
  await scheduler.triggerTask('decision-log-paths');
  const { port } = server.address() as { port: number };
  return {
    server,
    stop,
    knex,
    audited,
    url: `http://127.0.0.1:${port}${base}`,
    /** What an OPA has to send, without `Bearer`. */
    opaToken: as('opa').replace(/^Bearer /, ''),
    /** One round of what is scheduled. */
    keepDays: () => scheduler.triggerTask('decision-log-days'),
    get: (path: string, name = 'ada') =>
      authorized(request(server).get(`${base}${path}`), name),
    post: (path: string, body: object, name = 'ada') =>
      authorized(request(server).post(`${base}${path}`), name).send(body),
    delete: (path: string, name = 'ada') =>
      authorized(request(server).delete(`${base}${path}`), name),
    /** Sends bytes as OPA does. */
    send: (body: Buffer, name = 'opa', encoding = 'gzip', path = '/v1/logs') =>
      authorized(request(server).post(`${base}${path}`), name)
        .set('Content-Type', 'application/json')
        .set('Content-Encoding', encoding)
        .serialize(bytes => bytes)
        .send(body),
    /** Sends events as OPA does; text is sent as it is. */
    log(events: object[] | string, name = 'opa') {
      const text = typeof events === 'string' ? events : JSON.stringify(events);
      return this.send(gzipSync(text), name);
    },
  };
}

/** @see startPortal */
export type TestPortal = Awaited<ReturnType<typeof startPortal>>;

function as(name: string): string {
  switch (name) {
    case 'nobody':
      return mockCredentials.none.header();
    case 'opa':
    case 'opa2':
      return mockCredentials.service.header({
        onBehalfOf: mockCredentials.service(
          `external:token:user:default/ada/${name}`,
        ),
        targetPluginId: 'decision-log',
      });
    default:
      return mockCredentials.user.header(`user:default/${name}`);
  }
}

function nameOf({ principal }: BackstageCredentials): string {
  const { userEntityRef } = principal as { userEntityRef?: string };
  return userEntityRef?.replace('user:default/', '') ?? 'opa';
}

function isAllowed(name: string, permission: string): boolean {
  if (name === 'outsider') return false;
  return (permission === 'decision-log.event.create') === (name === 'opa');
}

function entitiesOf(name: string, permission: string): PolicyDecision {
  const owned = (group: string): PolicyDecision => ({
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'catalog',
    resourceType: 'catalog-entity',
    conditions: {
      rule: 'IS_ENTITY_OWNER',
      resourceType: 'catalog-entity',
      params: { claims: [`group:default/${group}`] },
    },
  });
  if (permission === 'decision-log.input.read') {
    if (name === 'ada') return { result: AuthorizeResult.ALLOW };
    return name === 'pat' ? owned('pay') : { result: AuthorizeResult.DENY };
  }
  return name === 'eve' ? owned('crm') : { result: AuthorizeResult.ALLOW };
}
