import { CellText } from '@backstage/ui';
import { EntityCell } from '@companyos/plugin-companyos-react';
import { portalPath } from '@companyos/plugin-decision-log-common';

/** Whose a row is, with the way to its decisions; some are nobody's. */
export function ServiceCell({ entityRef }: { entityRef: string | undefined }) {
  return entityRef ? (
    <EntityCell entityRef={entityRef} href={portalPath.entity(entityRef)} />
  ) : (
    <CellText title="No entity" description="no label, no claimed path" />
  );
}
