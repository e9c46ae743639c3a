import { entityPagePath } from '@companyos/plugin-companyos-common';

/** The parts of a release's page. @public */
export const RELEASE_PARTS = [
  'overview',
  'components',
  'vulnerabilities',
  'changes',
  'evidence',
] as const;

/** @public */
export type ReleasePart = (typeof RELEASE_PARTS)[number];

/**
 * Pages of the portal about the supply chain.
 *
 * @public
 */
export const portalPath = {
  /** The newest release of every entity. */
  fleet: () => '/supply-chain',
  /** What runs where. */
  running: () => '/supply-chain/running',
  /** Exceptions, those that end first before the others. */
  exceptions: () => '/supply-chain/exceptions',
  /** Who ships a package, an artifact or a vulnerability. */
  search: (query: Record<string, string> = {}) => {
    const search = new URLSearchParams(query);
    return `/supply-chain/search${search.size ? `?${search}` : ''}`;
  },
  /** The entity's tab: its releases. */
  entity: (entityRef: string) => entityPagePath(entityRef, 'supply-chain'),
  /** One release of an entity, by the digest of its artifact. */
  release: (
    entityRef: string,
    digest: string,
    part: ReleasePart = 'overview',
  ) => `${portalPath.entity(entityRef)}/${digest}/${part}`,
};
