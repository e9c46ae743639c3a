import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { EntitySourceReader } from '@companyos/plugin-companyos-node';
import { createNewRecordAction } from './actions/newRecord';
import { GithubHost } from './hosts/GithubHost';
import { LocalGitHost } from './hosts/LocalGitHost';

/**
 * Adds `companyos:adr:new` to the scaffolder.
 *
 * @public
 */
export const scaffolderModuleAdr = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'adr',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        discovery: coreServices.discovery,
        permissions: coreServices.permissions,
        reader: coreServices.urlReader,
        rootConfig: coreServices.rootConfig,
      },
      async init(deps) {
        const { actions, catalog, permissions, reader, rootConfig } = deps;
        actions.addActions(
          createNewRecordAction({
            catalog,
            permissions,
            hosts: [
              new LocalGitHost(deps),
              new GithubHost(ScmIntegrations.fromConfig(rootConfig)),
            ],
            sources: EntitySourceReader.fromConfig(rootConfig, { reader }),
          }),
        );
      },
    });
  },
});
