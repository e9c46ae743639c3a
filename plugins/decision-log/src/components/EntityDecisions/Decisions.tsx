import { Alert, Button, Flex, Switch, Text } from '@backstage/ui';
import {
  EmptyState,
  messageOf,
  RequestState,
} from '@companyos/plugin-companyos-react';
import { useState } from 'react';
import type { Span } from '../../window';
import { DecisionFilters } from './DecisionFilters';
import { DecisionTable } from './DecisionTable';
import styles from './EntityDecisions.module.css';
import { SearchProgress } from './SearchProgress';
import type { TabQuestion } from './tabQuestion';
import { useDecisions } from './useDecisions';

/** The decisions that a question is about, with what narrows it down. */
export function Decisions(props: {
  entityRef: string;
  question: TabQuestion;
  span: Span;
  onChange: (values: Record<string, string>) => void;
}) {
  const { entityRef, question, span, onChange } = props;
  const { window, words, isOpen, ...texts } = question;
  const [isLive, setIsLive] = useState(false);
  const decisions = useDecisions(
    entityRef,
    {
      ...texts,
      from: new Date(window.from).toISOString(),
      // What is up to now has no end, so that what clocks ahead of ours wrote is in it.
      ...(!isOpen && { to: new Date(window.to).toISOString() }),
    },
    isLive && isOpen,
  );
  const { list, loading, error, liveError } = decisions;
  return (
    <Flex direction="column" gap="3">
      <DecisionFilters
        question={question}
        span={span}
        inputs={list?.inputs ?? 'hidden'}
        onChange={onChange}
      />
      <Flex gap="3" align="center" className={styles.wrap}>
        {isOpen && (
          <Switch label="Live" isSelected={isLive} onChange={setIsLive} />
        )}
        {isLive && liveError && (
          <Text variant="body-small" color="danger" role="status">
            Could not look for newer ones: {messageOf(liveError)}
          </Text>
        )}
        {list?.inputs === 'hidden' && (
          <Text variant="body-small" color="secondary">
            What was asked is shown to the owner, Security and Compliance.
          </Text>
        )}
      </Flex>
      {question.query && (
        <SearchProgress
          list={list}
          loading={loading}
          window={window}
          stop={decisions.stop}
        />
      )}
      <RequestState
        subject="decisions"
        skeletonLines={8}
        value={list}
        error={list ? undefined : error}
        loading={loading}
        retry={decisions.retry}
      >
        {({ items, inputs, nextCursor }) => (
          <Flex direction="column" gap="3">
            {items.length > 0 && (
              <DecisionTable decisions={items} inputs={inputs} />
            )}
            {items.length === 0 && !loading && (
              <EmptyState
                title="No such decisions"
                description={`Nothing ${words} fits the filter. Take a part of it away, or a longer time.`}
              />
            )}
            {error && (
              <Alert
                status="danger"
                icon
                title="Could not load older decisions"
                description={messageOf(error)}
              />
            )}
            {nextCursor && !(question.query && loading) && (
              <Button
                variant="secondary"
                className={styles.older}
                isPending={loading}
                onPress={decisions.loadOlder}
              >
                {question.query ? 'Search on' : 'Load older'}
              </Button>
            )}
          </Flex>
        )}
      </RequestState>
    </Flex>
  );
}
