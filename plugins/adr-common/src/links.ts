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
  /** The entity's tab, open at one document when a path is given. */
  entity: (entityRef: string, path?: string) => {
    const [kind, rest] = entityRef.split(':');
    const [namespace, name] = rest.split('/');
    const tab = `/catalog/${namespace}/${kind}/${name}/adrs`;
    return path ? `${tab}?${new URLSearchParams({ document: path })}` : tab;
  },
};
