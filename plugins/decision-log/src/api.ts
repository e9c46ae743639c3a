import { createApiRef } from '@backstage/frontend-plugin-api';
import type { DecisionLogClient } from '@companyos/plugin-decision-log-common';

/** What the screens ask of the backend. @public */
export type DecisionLogApi = Pick<
  DecisionLogClient,
  | 'cancelReplay'
  | 'getDecision'
  | 'getPolicy'
  | 'getReplay'
  | 'getSummary'
  | 'listCounters'
  | 'listDecisions'
  | 'listInstances'
  | 'listRefusals'
  | 'listReplays'
  | 'listSkews'
  | 'startReplay'
  | 'summaries'
>;

/** @public */
export const decisionLogApiRef = createApiRef<DecisionLogApi>().with({
  id: 'plugin.decision-log.client',
  pluginId: 'decision-log',
});
