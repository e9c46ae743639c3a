import { Link } from '@backstage/ui';
import { EmptyState } from '@companyos/plugin-companyos-react';

/** No decisions at all: what they are, and how the first one comes here. */
export function NoDecisions() {
  return (
    <EmptyState
      title="No decisions yet"
      description="What policies decide for this entity stands here as soon as its Open Policy Agent sends its decision log to the portal."
      action={
        <Link href="/docs/default/system/portal/guides/decision-log/">
          How to connect an OPA
        </Link>
      }
    />
  );
}
