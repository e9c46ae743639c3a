import { createApiRef } from '@backstage/frontend-plugin-api';
import type { GoldenPathClient } from '@companyos/plugin-golden-path-common';

/** What the screens ask of the backend. */
export type GoldenPathApi = Pick<GoldenPathClient, 'createPreview'>;

export const goldenPathApiRef = createApiRef<GoldenPathApi>().with({
  id: 'plugin.golden-path.client',
  pluginId: 'golden-path',
});
