import { Flex, Link, Text } from '@backstage/ui';
import {
  portalPath,
  type DecisionDetails,
} from '@companyos/plugin-decision-log-common';
import { RiArrowLeftLine } from '@remixicon/react';
import type { EventFacts } from '../../readEvent';
import { decisionSentence, nameOf } from '../../words';
import { ResultChip } from '../ResultChip';
import styles from './DecisionPage.module.css';

/** Which decision it is, and what it came to in one sentence. */
export function DecisionHead(props: {
  decision: DecisionDetails;
  facts: EventFacts;
}) {
  const { decision, facts } = props;
  const { entityRef, result } = decision;
  return (
    <Flex direction="column" gap="2" align="start">
      {entityRef && (
        <Link href={portalPath.entity(entityRef)} variant="body-small">
          <span className={styles.back}>
            <RiArrowLeftLine aria-hidden />
            All decisions of {nameOf(entityRef)}
          </span>
        </Link>
      )}
      <Flex gap="3" align="center" className={styles.wrap}>
        <Text variant="title-small" as="h2">
          {facts.path ?? 'Ad-hoc query'}
        </Text>
        <ResultChip result={result} />
      </Flex>
      <Text as="p">{decisionSentence(decision)}</Text>
    </Flex>
  );
}
