import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import {
  readGoldenPathConfig,
  readTemplateRoots,
} from '@companyos/golden-path';
import { goldenPathPermissions } from '@companyos/plugin-golden-path-common';
import { createRouter } from './router';

/**
 * Previews of services, and what the platform gives to them.
 *
 * @public
 */
export const goldenPathPlugin = createBackendPlugin({
  pluginId: 'golden-path',
  register(env) {
    env.registerInit({
      deps: {
        catalog: catalogServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        reader: coreServices.urlReader,
        rootConfig: coreServices.rootConfig,
      },
      async init(deps) {
        const { httpRouter, permissionsRegistry, rootConfig } = deps;
        permissionsRegistry.addPermissions(goldenPathPermissions);
        // Why nobody needs to sign in for this one path: see README.md.
        httpRouter.addAuthPolicy({ path: '/cli', allow: 'unauthenticated' });
        httpRouter.use(
          createRouter({
            ...deps,
            config: readGoldenPathConfig(rootConfig),
            templateRoots: readTemplateRoots(rootConfig),
            integrations: ScmIntegrations.fromConfig(rootConfig),
          }),
        );
      },
    });
  },
});
