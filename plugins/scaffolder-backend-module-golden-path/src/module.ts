import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import {
  readGoldenPathConfig,
  readTemplateRoots,
} from '@companyos/golden-path';
import { createPublishAction } from './actions/publish';
import { createRegisterAction } from './actions/register';
import { createRenderAction } from './actions/render';
import { GithubPublisher } from './publish/GithubPublisher';
import { LocalGitPublisher } from './publish/LocalGitPublisher';

/**
 * Adds `companyos:golden-path:render`, `companyos:publish` and `companyos:register` to the scaffolder.
 *
 * @public
 */
export const scaffolderModuleGoldenPath = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'golden-path',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        discovery: coreServices.discovery,
        reader: coreServices.urlReader,
        rootConfig: coreServices.rootConfig,
      },
      async init({ actions, auth, catalog, discovery, reader, rootConfig }) {
        const config = readGoldenPathConfig(rootConfig);
        const integrations = ScmIntegrations.fromConfig(rootConfig);
        const publisher =
          config.publish.target === 'github'
            ? new GithubPublisher({
                ...config.publish.github,
                integrations,
                portalUrl: config.portalUrl,
              })
            : new LocalGitPublisher({ auth, discovery });
        actions.addActions(
          createRenderAction({
            config,
            integrations,
            reader,
            templateRoots: readTemplateRoots(rootConfig),
          }),
          createPublishAction({ publisher }),
          createRegisterAction({ catalog, publisher }),
        );
      },
    });
  },
});
