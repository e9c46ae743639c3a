import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
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
import request from 'supertest';
import permissionModulePortal from './index';

beforeAll(() => {
  execFileSync(process.execPath, [
    resolve(__dirname, '../../../packages/policy/scripts/build-policies.mjs'),
  ]);
});

async function start(ownershipEntityRefs: string[] = []) {
  const { server } = await startTestBackend({
    features: [
      permissionPlugin,
      permissionModulePortal,
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
  return async (permission: Permission, authorization: string) => {
    const response = await request(server)
      .post('/api/permission/authorize')
      .set('Authorization', authorization)
      .send({ items: [{ id: '1', permission }] });
    return { status: response.status, decision: response.body.items?.[0] };
  };
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
