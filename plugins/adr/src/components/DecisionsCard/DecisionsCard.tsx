import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Flex, Link, Text } from '@backstage/ui';
import {
  portalPath,
  statusVerdict,
  type Summary,
} from '@companyos/plugin-adr-common';
import { count } from '@companyos/plugin-companyos-common';
import {
  EmptyState,
  RequestState,
  useRequest,
  VerdictChip,
} from '@companyos/plugin-companyos-react';
import { adrApiRef } from '../../api';
import { sourceFailure, STATUSES } from '../../words';
import { NewRecord } from '../NewRecord';

/** An entity's decisions in brief: how many stand where, and what waits for sign-offs. */
export function DecisionsCard() {
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  return (
    <EntityInfoCard title="Decisions">
      <Decisions key={entityRef} entityRef={entityRef} />
    </EntityInfoCard>
  );
}

function Decisions({ entityRef }: { entityRef: string }) {
  const adrApi = useApi(adrApiRef);
  const request = useRequest(async () => {
    const { summaries } = await adrApi.summaries([entityRef]);
    return { summary: summaries[entityRef] };
  });
  return (
    <RequestState subject="decisions" {...request}>
      {({ summary }) =>
        summary && summary.adrs.total + summary.documents.total > 0 ? (
          <Counts entityRef={entityRef} summary={summary} />
        ) : (
          <Nothing entityRef={entityRef} summary={summary} />
        )
      }
    </RequestState>
  );
}

function Counts(props: { entityRef: string; summary: Summary }) {
  const { entityRef, summary } = props;
  const { adrs, documents } = summary;
  return (
    <Flex direction="column" gap="2" align="start">
      <Text as="p">
        {documents.awaiting > 0
          ? `${count(
              documents.awaiting,
              'document waits',
              'documents wait',
            )} for sign-offs.`
          : 'No sign-off is missing.'}
      </Text>
      <Flex gap="2" style={{ flexWrap: 'wrap' }}>
        {STATUSES.map(status => {
          const number = adrs.byStatus[status];
          const { verdict, label } = statusVerdict(status);
          return (
            number && (
              <VerdictChip
                key={status}
                verdict={verdict}
                label={`${label} ${number}`}
              />
            )
          );
        })}
      </Flex>
      <Link href={portalPath.entity(entityRef)}>
        {count(adrs.total, 'decision')}
      </Link>
    </Flex>
  );
}

function Nothing(props: {
  entityRef: string;
  summary: Summary | null | undefined;
}) {
  const { entityRef, summary } = props;
  if (!summary || summary.source.state !== 'ok') {
    return (
      <EmptyState
        title="Not read yet"
        description={
          summary?.source.code
            ? `${sourceFailure(summary.source)}.`
            : 'The portal reads one source after another.'
        }
      />
    );
  }
  return (
    <EmptyState
      title="No decisions yet"
      description="A decision that closes a door gets a record beside the code."
      action={<NewRecord entityRef={entityRef} />}
    />
  );
}
