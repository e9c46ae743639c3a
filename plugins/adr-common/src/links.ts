import { entityPagePath } from '@companyos/plugin-companyos-common';

/**
 * Pages of the portal about decision records. The parts of a reference are lower case, as Backstage writes them.
 *
 * @public
 */
export const portalPath = {
  /** Every decision record of the company. */
  fleet: () => '/adrs',
  /** Every document that waits for a sign-off of the reader. */
  awaitingMe: () => '/adrs/documents?awaiting=me',
  /** A document with required sign-offs, to read it and sign it off. */
  document: (entityRef: string, path: string) =>
    `/adrs/documents/${[...toParts(entityRef), ...path.split('/')]
      .map(encodeURIComponent)
      .join('/')}`,
  /** The entity's tab, open at one document when a path is given. */
  entity: (entityRef: string, path?: string) => {
    const tab = entityPagePath(entityRef, 'adrs');
    return path ? `${tab}?${new URLSearchParams({ document: path })}` : tab;
  },
  /** The form that writes a record of the entity. */
  newRecord: (entityRef: string) => {
    const formData = JSON.stringify({ entity: entityRef });
    return `/create/templates/default/new-decision-record?${new URLSearchParams(
      { formData },
    )}`;
  },
};

function toParts(entityRef: string): [string, string, string] {
  const [kind, rest = ''] = entityRef.split(':');
  const [namespace, name = ''] = rest.split('/');
  return [kind, namespace, name];
}
