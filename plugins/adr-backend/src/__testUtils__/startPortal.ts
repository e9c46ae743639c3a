import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestDatabases,
} from '@backstage/backend-test-utils';
import type {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { notificationService } from '@backstage/plugin-notifications-node';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type { JsonObject } from '@backstage/types';
import request from 'supertest';
import { adrPlugin } from '../plugin';
import type { GitHubServer } from './GitHubServer';

type UserCredentials = BackstageCredentials<BackstageUserPrincipal>;

/** Who is a member of which groups. `eve` sees what her group owns, `reader` signs nothing off, `outsider` may nothing. */
const GROUPS: Record<string, string[]> = {
  ada: ['platform', 'security'],
  bo: ['platform'],
  cy: ['security'],
  eve: ['crm'],
};

/** A component whose source is a repository of the same name. */
export function componentOf(
  github: GitHubServer,
  name: string,
  rest: { owner?: string; annotations?: Record<string, string> } = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: {
        'backstage.io/source-location': `url:${github.source(name)}`,
        'backstage.io/techdocs-ref': 'dir:.',
        ...rest.annotations,
      },
    },
    relations: [
      {
        type: 'ownedBy',
        targetRef: `group:default/${rest.owner ?? 'platform'}`,
      },
    ],
  };
}

/** The plugin in a backend, on PostgreSQL and with the real UrlReader. */
export async function startPortal(options: {
  databases: TestDatabases;
  github: GitHubServer;
  entities: Entity[];
  config?: JsonObject;
}) {
  const { databases, github, entities } = options;
  const knex = await databases.init('POSTGRES_18');
  const scheduler = mockServices.scheduler();
  const sent: unknown[] = [];
  const notifications = { fail: false };
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

  const { server } = await startTestBackend({
    features: [
      adrPlugin,
      auditor.factory,
      mockServices.database.factory({ knex }),
      // Handed in as it is, so that nothing runs before a test says so.
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      mockServices.rootConfig.factory({
        data: { integrations: github.integrations, ...options.config },
      }),
      catalogServiceMock.mock({
        streamEntities: (...args) =>
          catalogServiceMock({ entities }).streamEntities(...args),
        getEntities: (...args) =>
          catalogServiceMock({ entities }).getEntities(...args),
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
          const ref = nameOf(credentials);
          const groups = GROUPS[ref] ?? [];
          return {
            userEntityRef: `user:default/${ref}`,
            ownershipEntityRefs: [
              `user:default/${ref}`,
              ...groups.map(group => `group:default/${group}`),
            ],
          };
        },
      }).factory,
      createServiceFactory({
        service: notificationService,
        deps: {},
        factory: () => ({
          send: async notification => {
            if (notifications.fail) throw new Error('notifications are down');
            sent.push(notification);
          },
        }),
      }),
    ],
  });
  const base = `/api/adr`;
  return {
    server,
    knex,
    audited,
    sent,
    notifications,
    /** One round over all sources. */
    sync: () => scheduler.triggerTask('adr-sources'),
    get: (path: string, name = 'ada') =>
      request(server).get(`${base}${path}`).set('Authorization', as(name)),
    post: (path: string, body: object, name = 'ada') =>
      request(server)
        .post(`${base}${path}`)
        .set('Authorization', as(name))
        .send(body),
    request: () => request(server),
  };
}

function as(name: string): string {
  switch (name) {
    case 'nobody':
      return mockCredentials.none.header();
    case 'service':
      return mockCredentials.service.header();
    default:
      return mockCredentials.user.header(`user:default/${name}`);
  }
}

function nameOf(credentials: BackstageCredentials | string): string {
  const { principal } = credentials as UserCredentials;
  return principal.userEntityRef?.replace('user:default/', '') ?? 'service';
}

function denies(credentials: BackstageCredentials, permission: string) {
  const name = nameOf(credentials);
  return (
    name === 'outsider' ||
    (name === 'reader' && permission === 'adr.document.sign-off')
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
