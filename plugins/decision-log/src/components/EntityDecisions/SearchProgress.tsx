import { Button, Flex, Text } from '@backstage/ui';
import { amount, count } from '@companyos/plugin-companyos-common';
import type { DecisionList } from '../../decisionList';
import { exactTime } from '../../words';
import type { TimeWindow } from '../../window';
import styles from './EntityDecisions.module.css';

/** How far a search for a text has come: a question looks at a bounded number of inputs, and the next goes on there. */
export function SearchProgress(props: {
  list: DecisionList | undefined;
  loading: boolean;
  window: TimeWindow;
  stop: () => void;
}) {
  const { list, loading, window, stop } = props;
  const searched = list?.searched ?? 0;
  const until = list?.searchedUntil;
  const done = until
    ? (window.to - Date.parse(until)) / (window.to - window.from)
    : Number(list !== undefined);
  return (
    <Flex gap="3" align="center" className={styles.wrap}>
      <progress
        className={styles.progress}
        aria-label="Part of the time that was searched"
        value={Math.min(1, Math.max(0, done))}
      />
      <Text variant="body-small" as="p" role="status">
        {[
          `Searched ${count(searched, 'input')}`,
          until && `back to ${exactTime(until)}`,
        ]
          .filter(Boolean)
          .join(', ')}
        : {amount(list?.items.length ?? 0)} found.
      </Text>
      {loading && (
        <Button variant="secondary" size="small" onPress={stop}>
          Stop
        </Button>
      )}
    </Flex>
  );
}
