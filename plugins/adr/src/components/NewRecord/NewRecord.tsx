import { ButtonLink } from '@backstage/ui';
import { portalPath } from '@companyos/plugin-adr-common';

/** The way to the form that writes a decision record of an entity. */
export function NewRecord(props: { entityRef: string; primary?: boolean }) {
  return (
    <ButtonLink
      href={portalPath.newRecord(props.entityRef)}
      variant={props.primary ? 'primary' : 'secondary'}
      size="small"
    >
      New decision record
    </ButtonLink>
  );
}
