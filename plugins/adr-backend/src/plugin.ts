import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { adrPermissions } from '@companyos/plugin-adr-common';
import {
  EntityMirror,
  EntitySourceReader,
  openDatabase,
} from '@companyos/plugin-companyos-node';
import { readAdrConfig } from './config';
import packageJson from '../package.json';
import { DocumentStore } from './DocumentStore';
import { GitHubApprovals } from './GitHubApprovals';
import { IngestStore } from './IngestStore';
import { notifyGroups } from './notifyGroups';
import { createRouter } from './router';
import { SignOffStore } from './SignOffStore';
import { SourceStore } from './SourceStore';
import { SourceSync } from './SourceSync';
import { takeOverApprovals } from './takeOverApprovals';

/**
 * Decision records and documents with required sign-offs, of every entity of the catalog.
 *
 * @public
 */
export const adrPlugin = createBackendPlugin({
  pluginId: 'adr',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        reader: coreServices.urlReader,
        scheduler: coreServices.scheduler,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { config: rootConfig, logger } = deps;
        const config = readAdrConfig(rootConfig);
        const { development } = config;
        const mirror = await EntityMirror.create(deps);
        const knex = await openDatabase(deps.database, packageJson.name);
        const documents = new DocumentStore(knex, mirror);
        const sources = new SourceStore(knex);
        const signOffs = new SignOffStore(knex, {
          countDevelopment: development,
        });
        const ingest = new IngestStore(knex, sources, signOffs);
        const reader = EntitySourceReader.fromConfig(rootConfig, deps);
        const sync = new SourceSync(config, {
          logger,
          mirror,
          reader,
          sources,
          ingest,
        });
        const approvals = config.github
          ? GitHubApprovals.fromConfig(rootConfig)
          : undefined;

        deps.permissionsRegistry.addPermissions(adrPermissions);
        deps.httpRouter.use(
          createRouter({
            ...deps,
            mirror,
            documents,
            signOffs,
            sources,
            development,
          }),
        );
        await deps.scheduler.scheduleTask({
          ...config.schedule,
          id: 'adr-sources',
          fn: async signal => {
            await sync.run(signal);
            if (approvals) {
              await takeOverApprovals({ ...deps, approvals, signOffs }, signal);
            }
            await notifyGroups({ ...deps, signOffs });
          },
        });
      },
    });
  },
});
