import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { GoldenPathClient } from '@companyos/plugin-golden-path-common';
import { RiRoadMapLine } from '@remixicon/react';
import { goldenPathApiRef } from './api';
import { TEMPLATE_ANNOTATION } from './templateOrigin';

const goldenPathApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: goldenPathApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        new GoldenPathClient({
          baseUrl: () => discoveryApi.getBaseUrl('golden-path'),
          fetch: fetchApi.fetch,
        }),
    }),
});

export const goldenPathPreviewField = FormFieldBlueprint.make({
  name: 'golden-path-preview',
  params: {
    field: () =>
      import('./components/GoldenPathPreview').then(
        m => m.goldenPathPreviewField,
      ),
  },
});

export const goldenPathEntityCard = EntityCardBlueprint.make({
  params: {
    type: 'info',
    filter: {
      [`metadata.annotations.${TEMPLATE_ANNOTATION}`]: { $exists: true },
    },
    loader: () =>
      import('./components/GoldenPathCard').then(m => <m.GoldenPathCard />),
  },
});

/** @public */
export const goldenPathPlugin = createFrontendPlugin({
  pluginId: 'golden-path',
  title: 'Golden path',
  icon: <RiRoadMapLine />,
  info: { packageJson: () => import('../package.json') },
  extensions: [goldenPathApi, goldenPathEntityCard, goldenPathPreviewField],
});
