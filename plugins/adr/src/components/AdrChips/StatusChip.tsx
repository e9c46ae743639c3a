import { statusVerdict, type Adr } from '@companyos/plugin-adr-common';
import { shortDigest, VerdictChip } from '@companyos/plugin-companyos-react';

/** Where a decision stands, with what the record says of it. */
export function StatusChip(props: {
  adr: Pick<Adr, 'status' | 'statusText' | 'path' | 'revision'>;
}) {
  const { status, statusText, path, revision } = props.adr;
  const { verdict, label, reason } = statusVerdict(status);
  return (
    <VerdictChip
      verdict={verdict}
      label={label}
      evidence={{
        what: revision ? `${path}, ${shortDigest(revision)}` : path,
        reason: statusText ? `the record says '${statusText}'` : reason,
      }}
    />
  );
}
