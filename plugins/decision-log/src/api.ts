import { createApiRef } from '@backstage/frontend-plugin-api';
import type { DecisionLogClient } from '@companyos/plugin-decision-log-common';

/** What the screens ask of the backend. @public */
export type DecisionLogApi = Pick<
  DecisionLogClient,
  | 'getDecision'
  | 'getPolicy'
  | 'getSummary'
  | 'listCounters'
  | 'listDecisions'
  | 'listInstances'
  | 'listRefusals'
  | 'listSkews'
  | 'summaries'
>;

/** @public */
export const decisionLogApiRef = createApiRef<DecisionLogApi>().with({
  id: 'plugin.decision-log.client',
  pluginId: 'decision-log',
});
