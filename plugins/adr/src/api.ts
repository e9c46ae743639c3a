import { createApiRef } from '@backstage/frontend-plugin-api';
import type { AdrClient } from '@companyos/plugin-adr-common';

/** What the screens ask of the backend. @public */
export type AdrApi = Pick<
  AdrClient,
  | 'getDocument'
  | 'listAdrs'
  | 'listDocuments'
  | 'listEntityAdrs'
  | 'signOff'
  | 'summaries'
>;

/** @public */
export const adrApiRef = createApiRef<AdrApi>().with({
  id: 'plugin.adr.client',
  pluginId: 'adr',
});
