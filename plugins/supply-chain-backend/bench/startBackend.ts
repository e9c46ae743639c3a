import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import Router from 'express-promise-router';
import type { Knex } from 'knex';
import { supplyChainPlugin } from '../src/plugin';

/** Answers nothing to whoever is signed in: what HTTP and Backstage take by themselves. */
const nothingPlugin = createBackendPlugin({
  pluginId: 'nothing',
  register(env) {
    env.registerInit({
      deps: {
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
      },
      async init({ httpAuth, httpRouter }) {
        const router = Router();
        router.get('/', async (req, res) => {
          await httpAuth.credentials(req, { allow: ['user'] });
          res.json({});
        });
        httpRouter.use(router);
      },
    });
  },
});

/** The plugin in a backend, on a database that has been migrated; and beside it a route that does nothing. */
export async function startBackend(knex: Knex) {
  const scheduler = mockServices.scheduler();
  const backend = await startTestBackend({
    features: [
      supplyChainPlugin,
      nothingPlugin,
      mockServices.database.factory({ knex }),
      mockServices.rootLogger.factory({ level: 'error' }),
      // Handed in as it is, so that nothing is verified anew while times are taken.
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      catalogServiceMock.factory({ entities: [] }),
    ],
  });
  const { port } = backend.server.address() as { port: number };
  return {
    async get(path: string): Promise<any> {
      const response = await fetch(`http://127.0.0.1:${port}/api/${path}`, {
        headers: { Authorization: mockCredentials.user.header() },
      });
      if (!response.ok) throw new Error(await response.text());
      return response.json();
    },
    stop: () => backend.stop(),
  };
}
