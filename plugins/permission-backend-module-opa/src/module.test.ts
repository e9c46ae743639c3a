import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  catalogEntityDeletePermission,
  catalogEntityCreatePermission,
} from '@backstage/plugin-catalog-common/alpha';
import {
  createPermission,
  type Permission,
} from '@backstage/plugin-permission-common';
import permissionPlugin from '@backstage/plugin-permission-backend';
import { templateManagementPermission } from '@backstage/plugin-scaffolder-common/alpha';
import express, { Router } from 'express';
import request from 'supertest';
import permissionModuleOpa from './index';

beforeAll(() => {
  execFileSync(process.execPath, [
    resolve(__dirname, '../../../packages/policy/scripts/build-policies.mjs'),
  ]);
});

type Received = { url: string; from: string; body: any };

/** Stands where the decision log is: takes what comes, from whom it comes. */
function decisionLog(received: Received[]) {
  return createBackendPlugin({
    pluginId: 'decision-log',
    register(env) {
      env.registerInit({
        deps: {
          httpRouter: coreServices.httpRouter,
          httpAuth: coreServices.httpAuth,
        },
        async init({ httpRouter, httpAuth }) {
          const router = Router();
          router.use(express.json());
          router.post('*', async (req, res) => {
            const { principal } = await httpAuth.credentials(req, {
              allow: ['service'],
            });
            received.push({
              url: req.path,
              from: principal.subject,
              body: req.body,
            });
            res.json({});
          });
          httpRouter.use(router);
        },
      });
    },
  });
}

async function start(
  ownershipEntityRefs: string[] = [],
  received: Received[] = [],
) {
  const scheduler = mockServices.scheduler();
  const backend = await startTestBackend({
    features: [
      permissionPlugin,
      permissionModuleOpa,
      decisionLog(received),
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      mockServices.userInfo.mock({
        getUserInfo: async () => ({
          userEntityRef: 'user:default/ada',
          ownershipEntityRefs,
        }),
      }).factory,
      mockServices.rootConfig.factory({
        data: { permission: { enabled: true } },
      }),
    ],
  });
  const ask = async (permission: Permission, authorization: string) => {
    const response = await request(backend.server)
      .post('/api/permission/authorize')
      .set('Authorization', authorization)
      .send({ items: [{ id: '1', permission }] });
    return { status: response.status, decision: response.body.items?.[0] };
  };
  return Object.assign(ask, { scheduler, stop: () => backend.stop() });
}

// As another plugin asks on behalf of a user.
const asAda = `Bearer ${mockCredentials.user.token('user:default/ada', {
  actor: { subject: 'plugin:catalog' },
})}`;

it('answers members through the permission backend', async () => {
  const ask = await start(['user:default/ada', 'group:default/crm']);
  await expect(ask(catalogEntityCreatePermission, asAda)).resolves.toEqual({
    status: 200,
    decision: { id: '1', result: 'ALLOW' },
  });
  await expect(ask(catalogEntityDeletePermission, asAda)).resolves.toEqual({
    status: 200,
    decision: {
      id: '1',
      result: 'CONDITIONAL',
      pluginId: 'catalog',
      resourceType: 'catalog-entity',
      conditions: {
        rule: 'IS_ENTITY_OWNER',
        resourceType: 'catalog-entity',
        params: { claims: ['user:default/ada', 'group:default/crm'] },
      },
    },
  });
  await expect(ask(templateManagementPermission, asAda)).resolves.toMatchObject(
    { decision: { result: 'DENY' } },
  );
  const unknown = createPermission({ name: 'rocket.launch', attributes: {} });
  await expect(ask(unknown, asAda)).resolves.toMatchObject({
    decision: { result: 'DENY' },
  });
});

it('answers the platform group', async () => {
  const ask = await start(['group:default/platform']);
  await expect(ask(templateManagementPermission, asAda)).resolves.toMatchObject(
    { decision: { result: 'ALLOW' } },
  );
});

it('denies who is not signed in', async () => {
  const ask = await start();
  await expect(
    ask(catalogEntityCreatePermission, mockCredentials.none.header()),
  ).resolves.toMatchObject({ status: 401 });
});

it('logs each decision to the decision log, as itself', async () => {
  const received: Received[] = [];
  const ask = await start(['group:default/crm'], received);
  await ask(templateManagementPermission, asAda);
  await ask(catalogEntityDeletePermission, asAda);
  await ask.scheduler.triggerTask('permission-decisions');
  expect(received.map(({ url, from }) => [url, from])).toEqual([
    ['/v1/logs/portal', 'plugin:permission'],
    ['/v1/status/portal', 'plugin:permission'],
  ]);
  const [logs, status] = received;
  expect(logs.body).toMatchObject([
    {
      path: 'portal/decision',
      labels: {
        id: expect.any(String),
        entity:
          'component:default/companyos-plugin-permission-backend-module-opa',
        version: expect.any(String),
      },
      input: {
        permission: { name: templateManagementPermission.name },
        user: {
          entity_ref: 'user:default/ada',
          ownership_entity_refs: ['group:default/crm'],
        },
      },
      result: { result: 'DENY', reason: 'held by: platform' },
    },
    { result: { result: 'CONDITIONAL', conditions: ['IS_ENTITY_OWNER'] } },
  ]);
  expect(status.body.metrics.prometheus.counter_decisions).toBe(2);
});

it('logs what it has not yet logged when it ends', async () => {
  const received: Received[] = [];
  const ask = await start([], received);
  await ask(templateManagementPermission, asAda);
  await ask.stop();
  expect(received.map(({ url }) => url)).toEqual([
    '/v1/logs/portal',
    '/v1/status/portal',
  ]);
});
