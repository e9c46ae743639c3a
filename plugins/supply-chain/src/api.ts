import { createApiRef } from '@backstage/frontend-plugin-api';
import type { SupplyChainClient } from '@companyos/plugin-supply-chain-common';

/** What the screens ask of the backend. @public */
export type SupplyChainApi = Pick<
  SupplyChainClient,
  | 'getBundle'
  | 'getChanges'
  | 'getFleetSummary'
  | 'getRelease'
  | 'listAffected'
  | 'listComponents'
  | 'listExceptions'
  | 'listFindings'
  | 'listNewest'
  | 'listReleases'
  | 'listRunning'
  | 'listUsages'
  | 'summaries'
>;

/** @public */
export const supplyChainApiRef = createApiRef<SupplyChainApi>().with({
  id: 'plugin.supply-chain.client',
  pluginId: 'supply-chain',
});
