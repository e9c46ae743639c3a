import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { accessTokenPermissions } from '@companyos/plugin-access-tokens-common';
import { readScopes } from './config';
import { createRouter } from './router';
import { TokenStore } from './TokenStore';

/**
 * Access tokens: made, listed and revoked by the people who own them.
 *
 * @public
 */
export const accessTokensPlugin = createBackendPlugin({
  pluginId: 'access-tokens',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
      },
      async init({
        config,
        database,
        httpRouter,
        permissionsRegistry,
        ...deps
      }) {
        permissionsRegistry.addPermissions(accessTokenPermissions);
        const scopes = readScopes(config);
        const store = await TokenStore.create({ database });
        httpRouter.use(createRouter({ ...deps, scopes, store }));
      },
    });
  },
});
