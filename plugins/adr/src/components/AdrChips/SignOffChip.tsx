import { parseEntityRef } from '@backstage/catalog-model';
import { signOffVerdict, type Adr } from '@companyos/plugin-adr-common';
import { shortDigest, VerdictChip } from '@companyos/plugin-companyos-react';
import { missingText } from '../../words';

/** How far the sign-offs of a document are; a document that requires none is not judged. */
export function SignOffChip(props: {
  document: Pick<Adr, 'revision' | 'signOffs'>;
}) {
  const { revision, signOffs } = props.document;
  if (!signOffs) {
    return <VerdictChip verdict="notApplicable" label="None required" />;
  }
  const { verdict, label, reason } = signOffVerdict(signOffs);
  const missing = missingText(signOffs);
  return (
    <VerdictChip
      verdict={verdict}
      label={label}
      evidence={{
        what: revision
          ? `sign-offs of revision ${shortDigest(revision)}`
          : 'sign-offs',
        against: signOffs.requirements
          .map(({ minimum, group }) => `${minimum} of ${nameOf(group)}`)
          .join(', '),
        reason: missing ? `missing: ${missing}` : reason,
      }}
    />
  );
}

function nameOf(entityRef: string): string {
  return parseEntityRef(entityRef).name;
}
