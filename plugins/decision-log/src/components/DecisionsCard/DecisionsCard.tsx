import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Flex, Link, Text } from '@backstage/ui';
import { amount } from '@companyos/plugin-companyos-common';
import {
  EmptyState,
  RequestState,
  useRequest,
  VerdictChip,
} from '@companyos/plugin-companyos-react';
import {
  portalPath,
  RESULTS,
  type Counts,
} from '@companyos/plugin-decision-log-common';
import { decisionLogApiRef } from '../../api';
import { countsSentence, RESULT_WORDS, totalOf } from '../../words';
import styles from './DecisionsCard.module.css';

/** What policies decided for an entity in the last day. */
export function DecisionsCard() {
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  return (
    <EntityInfoCard title="Policy decisions">
      <LastDay key={entityRef} entityRef={entityRef} />
    </EntityInfoCard>
  );
}

function LastDay({ entityRef }: { entityRef: string }) {
  const api = useApi(decisionLogApiRef);
  const request = useRequest(async () => {
    const { summaries } = await api.summaries([entityRef]);
    return { counts: summaries[entityRef] };
  });
  return (
    <RequestState subject="policy decisions" {...request}>
      {({ counts }) =>
        counts && totalOf(counts) > 0 ? (
          <Brief entityRef={entityRef} counts={counts} />
        ) : (
          <EmptyState
            title="No decisions in the last day"
            description="They stand here when its Open Policy Agent sends them to the portal."
            action={
              <Link href={portalPath.entity(entityRef)}>How to send them</Link>
            }
          />
        )
      }
    </RequestState>
  );
}

function Brief(props: { entityRef: string; counts: Counts }) {
  const { entityRef, counts } = props;
  return (
    <Flex direction="column" gap="3" align="start">
      <Text as="p">{countsSentence(counts, 'in the last day')}</Text>
      <Flex gap="2" className={styles.chips}>
        {RESULTS.filter(result => counts[result] > 0).map(result => (
          <VerdictChip
            key={result}
            verdict={RESULT_WORDS[result].verdict}
            label={`${RESULT_WORDS[result].label} ${amount(counts[result])}`}
          />
        ))}
      </Flex>
      <Link href={portalPath.entity(entityRef)}>All decisions</Link>
    </Flex>
  );
}
