import {
  createExternalTokenHandler,
  externalTokenHandlersServiceRef,
} from '@backstage/backend-defaults/auth';
import { DatabaseManager } from '@backstage/backend-defaults/database';
import {
  coreServices,
  createServiceFactory,
  type RootConfigService,
  type RootLifecycleService,
  type RootLoggerService,
} from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { ACCESS_TOKEN_TYPE, readScopes } from './config';
import { TokenStore } from './TokenStore';
import { verifyToken } from './verifyToken';

type Dependencies = {
  config: RootConfigService;
  lifecycle: RootLifecycleService;
  logger: RootLoggerService;
};

/**
 * Lets every backend plugin of this process accept access tokens. Add it to the backend beside the plugin:
 *
 * ```ts
 * backend.add(import('@companyos/plugin-access-tokens-backend'));
 * backend.add(accessTokenHandlerServiceFactory);
 * ```
 *
 * All plugins of a process share one small pool to the access-tokens database. A request to the plugin instead would
 * need a token itself, which the service that asks us is just about to provide.
 *
 * @public
 */
export const accessTokenHandlerServiceFactory = createServiceFactory({
  service: externalTokenHandlersServiceRef,
  deps: {
    config: coreServices.rootConfig,
    lifecycle: coreServices.rootLifecycle,
    logger: coreServices.rootLogger,
  },
  createRootContext(deps) {
    readScopes(deps.config);
    return { store: openStoreOnce(deps) };
  },
  factory(_deps, { store }) {
    return createExternalTokenHandler({
      type: ACCESS_TOKEN_TYPE,
      initialize: ({ options }) => ({ scope: options.getString('scope') }),
      verifyToken: (value, { scope }) =>
        verifyToken({ value, scope, store, now: new Date() }),
    });
  },
});

/** Opens the pool with the first token that comes, so that a process that sees none holds no connection. */
function openStoreOnce(deps: Dependencies): () => Promise<TokenStore> {
  let opening: Promise<TokenStore> | undefined;
  return () => {
    opening ??= openStore(deps).catch(error => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
}

async function openStore(deps: Dependencies): Promise<TokenStore> {
  const { lifecycle, logger } = deps;
  const database = DatabaseManager.fromConfig(withSmallPool(deps.config), {
    // The plugin keeps its own tables up to date.
    migrations: { skip: true },
    rootLifecycle: lifecycle,
    rootLogger: logger,
  }).forPlugin('access-tokens', { lifecycle, logger });
  return TokenStore.create({ database });
}

function withSmallPool(config: RootConfigService): RootConfigService {
  const knexConfig = { pool: { min: 0, max: 2 } };
  return ConfigReader.fromConfigs([
    {
      context: 'backend.database',
      data: { backend: { database: config.get('backend.database') } },
    },
    {
      context: 'pool for access tokens',
      data: {
        backend: { database: { plugin: { 'access-tokens': { knexConfig } } } },
      },
    },
  ]);
}
