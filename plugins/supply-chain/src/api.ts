import { createApiRef } from '@backstage/frontend-plugin-api';
import type { SupplyChainClient } from '@companyos/plugin-supply-chain-common';

/** What the screens ask of the backend. @public */
export type SupplyChainApi = Pick<
  SupplyChainClient,
  | 'getBundle'
  | 'getRelease'
  | 'listComponents'
  | 'listReleases'
  | 'listUsages'
  | 'summaries'
>;

/** @public */
export const supplyChainApiRef = createApiRef<SupplyChainApi>().with({
  id: 'plugin.supply-chain.client',
  pluginId: 'supply-chain',
});
