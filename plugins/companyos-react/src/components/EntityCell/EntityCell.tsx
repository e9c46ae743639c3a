import { parseEntityRef } from '@backstage/catalog-model';
import { CellText } from '@backstage/ui';

/**
 * Whose a row is, with the way to that entity's page about it.
 *
 * @public
 */
export function EntityCell(props: { entityRef: string; href: string }) {
  const { kind, name } = parseEntityRef(props.entityRef);
  return <CellText title={name} description={kind} href={props.href} />;
}
