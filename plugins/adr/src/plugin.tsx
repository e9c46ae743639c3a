import {
  ApiBlueprint,
  createFrontendPlugin,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { AdrClient } from '@companyos/plugin-adr-common';
import { RiScales3Line } from '@remixicon/react';
import { adrApiRef } from './api';

/** @public */
export const adrPlugin = createFrontendPlugin({
  pluginId: 'adr',
  title: 'Decisions',
  icon: <RiScales3Line />,
  info: { packageJson: () => import('../package.json') },
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: adrApiRef,
          deps: { fetchApi: fetchApiRef },
          factory: ({ fetchApi }) =>
            new AdrClient({ baseUrl: 'plugin://adr', fetch: fetchApi.fetch }),
        }),
    }),
  ],
});
