import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { NotImplementedError } from '@backstage/errors';
import { notificationService } from '@backstage/plugin-notifications-node';
import { localGitPermissions } from '@companyos/plugin-local-git-common';
import Router from 'express-promise-router';
import { CheckQueue } from './CheckQueue';
import { readLocalGitConfig } from './config';
import { createGitRouter } from './gitRouter';
import { HostFolder } from './HostFolder';
import { notifyPusher } from './notifyPusher';
import { PushStore } from './PushStore';
import { Repositories } from './Repositories';
import { openDatabase } from '@companyos/plugin-companyos-node';
import packageJson from '../package.json';
import { RepositoryStore } from './RepositoryStore';
import { createRouter } from './router';

/**
 * The local Git host. Outside development it starts all the same and answers 501 with the reason, so that a portal's
 * list of plugins is the same everywhere.
 *
 * @public
 */
export const localGitPlugin = createBackendPlugin({
  pluginId: 'local-git',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        rootConfig: coreServices.rootConfig,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { database, httpRouter, lifecycle, logger } = deps;
        const config = readLocalGitConfig(deps.rootConfig);
        deps.permissionsRegistry.addPermissions(localGitPermissions);
        httpRouter.addAuthPolicy({ path: '/repos', allow: 'unauthenticated' });
        if (config.disabled) {
          const { disabled } = config;
          logger.info(disabled);
          const refuse = Router();
          refuse.use(() => {
            throw new NotImplementedError(disabled);
          });
          httpRouter.use(refuse);
          return;
        }

        const knex = await openDatabase(database, packageJson.name);
        const store = new RepositoryStore(knex);
        const pushes = new PushStore(knex);
        const folder = new HostFolder(config.root);
        await folder.prepare({ maxPushSize: config.maxPushSize });
        const repositories = new Repositories({
          folder,
          store,
          pushes,
          logger,
        });
        await repositories.mendAll();
        const queue = new CheckQueue({
          config,
          folder,
          repositories,
          pushes,
          logger,
          onFinished: push => notifyPusher(push, deps),
        });
        const wired = { ...deps, config, folder, pushes, repositories, store };
        const gitRouter = createGitRouter({
          ...wired,
          onPush: () => queue.wake(),
        });
        const routes = Router();
        routes.use('/repos', gitRouter);
        routes.use(createRouter(wired));
        httpRouter.use(routes);
        lifecycle.addStartupHook(() => queue.wake());
        lifecycle.addShutdownHook(() => queue.stop());
        logger.info(`Serving Git repositories of ${config.root}`);
      },
    });
  },
});
