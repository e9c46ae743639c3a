import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { AccessTokensClient } from '@companyos/plugin-access-tokens-common';
import { RiKey2Line } from '@remixicon/react';
import { accessTokensApiRef } from './api';

const accessTokensApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: accessTokensApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        new AccessTokensClient({
          baseUrl: () => discoveryApi.getBaseUrl('access-tokens'),
          fetch: fetchApi.fetch,
        }),
    }),
});

/** A tab of the settings, because that is where people look for what is theirs. */
export const accessTokensSubPage = SubPageBlueprint.make({
  name: 'tokens',
  attachTo: { id: 'page:user-settings', input: 'pages' },
  params: {
    path: 'access-tokens',
    title: 'Access tokens',
    loader: () =>
      import('./components/AccessTokensPage').then(module => (
        <module.AccessTokensPage />
      )),
  },
});

/** @public */
export const accessTokensPlugin = createFrontendPlugin({
  pluginId: 'access-tokens',
  title: 'Access tokens',
  icon: <RiKey2Line />,
  info: { packageJson: () => import('../package.json') },
  extensions: [accessTokensApi, accessTokensSubPage],
});
