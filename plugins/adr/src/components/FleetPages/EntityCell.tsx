import { parseEntityRef } from '@backstage/catalog-model';
import { CellText } from '@backstage/ui';
import { portalPath } from '@companyos/plugin-adr-common';

/** Whose it is, with the way to that entity's decisions. */
export function EntityCell({ entityRef }: { entityRef: string }) {
  const { kind, name } = parseEntityRef(entityRef);
  return (
    <CellText
      title={name}
      description={kind}
      href={portalPath.entity(entityRef)}
    />
  );
}
