import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import express from 'express';
import type { Knex } from 'knex';
import request from 'supertest';
import { readLocalGitConfig } from '../config';
import { createGitRouter } from '../gitRouter';
import { HostFolder } from '../HostFolder';
import { PushStore } from '../PushStore';
import { Repositories } from '../Repositories';
import { openDatabase } from '@companyos/plugin-companyos-node';
import packageJson from '../../package.json';
import { RepositoryStore } from '../RepositoryStore';
import { createRouter } from '../router';
import { permissionsWithout, temporaryFolder } from './testHost';

/** Both routers on a real database and folder, with people who call them. */
export async function routersOn(
  knex: Knex,
  options: { denied?: string[] } = {},
) {
  const root = await temporaryFolder();
  const config = readLocalGitConfig(
    mockServices.rootConfig({
      data: {
        app: { baseUrl: 'http://localhost:3000' },
        backend: { baseUrl: 'http://localhost:7007' },
        localGit: { enabled: true, root },
      },
    }),
  );
  const folder = new HostFolder(root);
  await folder.prepare(config);
  const store = new RepositoryStore(
    await openDatabase(mockServices.database({ knex }), packageJson.name),
  );
  const pushes = new PushStore(knex);
  const logger = mockServices.logger.mock();
  const repositories = new Repositories({ folder, store, pushes, logger });
  const finish = { success: jest.fn(), fail: jest.fn() };
  const auditor = mockServices.auditor.mock({
    createEvent: jest.fn(async () => finish),
  });
  const services = {
    auditor,
    auth: mockServices.auth({ pluginId: 'local-git' }),
    config,
    folder,
    httpAuth: mockServices.httpAuth({
      pluginId: 'local-git',
      defaultCredentials: mockCredentials.none(),
    }),
    logger,
    onPush: () => undefined,
    permissions: permissionsWithout(options.denied ?? []),
    pushes,
    repositories,
    store,
    userInfo: mockServices.userInfo.mock({
      getUserInfo: async ({
        principal,
      }: {
        principal: { userEntityRef: string };
      }) => ({
        userEntityRef: principal.userEntityRef,
        ownershipEntityRefs:
          principal.userEntityRef === 'user:default/ada'
            ? ['user:default/ada', 'group:default/crm']
            : [principal.userEntityRef],
      }),
    } as object),
  };
  const app = express();
  app.use('/repos', createGitRouter(services));
  app.use(createRouter(services));
  app.use(mockErrorHandler());
  const as = (authorization: string) => ({
    get: (path: string) =>
      request(app).get(path).set('Authorization', authorization),
    post: (path: string, body: string | object) =>
      request(app).post(path).set('Authorization', authorization).send(body),
    delete: (path: string) =>
      request(app).delete(path).set('Authorization', authorization),
  });
  return {
    app,
    auditor,
    finish,
    folder,
    pushes,
    ada: as(mockCredentials.user.header('user:default/ada')),
    bob: as(mockCredentials.user.header('user:default/bob')),
    service: as(mockCredentials.service.header()),
    bobsToken: as(
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.service(
          'external:token:user:default/bob/ci',
        ),
        targetPluginId: 'local-git',
      }),
    ),
  };
}
