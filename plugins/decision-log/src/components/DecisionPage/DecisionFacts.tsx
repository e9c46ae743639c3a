import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { FactList } from '@companyos/plugin-companyos-react';
import type { DecisionDetails } from '@companyos/plugin-decision-log-common';
import type { EventFacts } from '../../readEvent';
import { exactTime, timingText } from '../../words';

/** When, by which OPA, under which revision, how long it took, and the way to its trace. */
export function DecisionFacts(props: {
  decision: DecisionDetails;
  facts: EventFacts;
}) {
  const { decision, facts } = props;
  const { opa, revisions, obligations, erased, masked, timings } = facts;
  return (
    <FactList
      facts={[
        ['When', facts.time && exactTime(facts.time)],
        ['Decision id', <code key="id">{decision.id}</code>],
        [
          'Revision',
          revisions.length === 0
            ? 'Not reported: its OPA does not say which policies it has'
            : revisions
                .map(({ bundle, revision }) => `${bundle}: ${revision}`)
                .join(', '),
        ],
        ['Obligations', obligationText(obligations)],
        ['Took', timings.map(timingText).join(', ')],
        ['Trace', facts.traceId && <Trace id={facts.traceId} />],
        ['Asked by', facts.requestedBy],
        ['OPA', [opa.version, opa.id].filter(Boolean).join(', ')],
        ['Uploaded by', decision.uploadedBy],
        ['Kept as', decision.retentionClass],
        ['Erased', erased.join(', ')],
        ['Masked', masked.join(', ')],
      ]}
    />
  );
}

function obligationText(obligations: unknown[]): string {
  return obligations
    .map(one => (one as { type?: unknown } | null)?.type)
    .filter(type => typeof type === 'string')
    .join(', ');
}

function Trace({ id }: { id: string }) {
  const template = useApi(configApiRef).getOptionalString(
    'decisionLog.traceUrl',
  );
  if (!template) return <code>{id}</code>;
  const url = template.replaceAll('{traceId}', encodeURIComponent(id));
  return (
    <Link href={url} target="_blank" rel="noopener noreferrer">
      {id}
    </Link>
  );
}
