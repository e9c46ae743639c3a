import {
  entityPagePath,
  queryString,
} from '@companyos/plugin-companyos-common';
import type { Result } from './schema';

/**
 * What the tab of an entity shows at first; all of it stands in the address.
 *
 * @public
 */
export type TabFilter = {
  result?: Result;
  path?: string;
  reason?: string;
  span?: string;
};

/**
 * Pages of the portal about policy decisions. The parts of a reference are lower case, as Backstage writes them.
 *
 * @public
 */
export const portalPath = {
  /** What stands out in all services. */
  fleet: () => '/decision-log',
  /** The entity's tab. */
  entity: (entityRef: string, filter: TabFilter = {}) =>
    `${entityPagePath(entityRef, 'decisions')}${queryString(filter)}`,
  /** Whether the log is whole: of all, or of one entity. */
  completeness: (entityRef?: string) =>
    `/decision-log/completeness${queryString({ entity: entityRef })}`,
  /** Replays of an entity. */
  replays: (entityRef: string) =>
    `/decision-log/replay/${entityRef.replace(':', '/')}`,
  /** One replay. */
  replay: (entityRef: string, id: string) =>
    `/decision-log/replay/${entityRef.replace(':', '/')}/${id}`,
  /** One decision. */
  decision: (id: string) => `/decision-log/find/${encodeURIComponent(id)}`,
};
