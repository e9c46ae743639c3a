import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { authProvidersExtensionPoint } from '@backstage/plugin-auth-node';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { createPersonasProvider, PROVIDER_ID } from './provider';
import { createRouter } from './router';

/**
 * Lets a developer sign in as one of the catalog's people. Whoever reaches the portal can be anybody this way, so the
 * module does nothing unless NODE_ENV is exactly `development` and `auth.providers.personas` is configured.
 *
 * @public
 */
export const authModulePersonas = createBackendModule({
  pluginId: 'auth',
  moduleId: 'personas',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        providers: authProvidersExtensionPoint,
      },
      async init({ auth, catalog, config, httpRouter, logger, providers }) {
        const key = `auth.providers.${PROVIDER_ID}`;
        if (!config.getOptionalConfig(key)) return;
        if (process.env.NODE_ENV !== 'development') {
          logger.warn(
            `${key} is configured but stays off: personas sign in only where NODE_ENV is exactly 'development'`,
          );
          return;
        }
        const portalUrl = config.getString('backend.baseUrl');
        httpRouter.addAuthPolicy({
          path: `/${PROVIDER_ID}`,
          allow: 'unauthenticated',
        });
        httpRouter.use(createRouter({ auth, catalog, portalUrl }));
        providers.registerProvider({
          providerId: PROVIDER_ID,
          factory: ({ resolverContext }) =>
            createPersonasProvider({ resolverContext, logger }),
        });
        logger.info('Personas can sign in: this portal is for development');
      },
    });
  },
});
