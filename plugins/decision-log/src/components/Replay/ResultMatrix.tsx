import { Flex, Text } from '@backstage/ui';
import { amount } from '@companyos/plugin-companyos-common';
import {
  RESULTS,
  type ReplayOutcome,
  type Result,
} from '@companyos/plugin-decision-log-common';
import { RESULT_WORDS } from '../../words';
import { meaningOf } from './replayWords';
import styles from './Replay.module.css';

const SIGNS = { opens: 'opens', closes: 'closes', other: '' };

/** From which result to which: rows are what was stored, columns what the policy says. */
export function ResultMatrix({ matrix }: Pick<ReplayOutcome, 'matrix'>) {
  const rows = RESULTS.filter(result => matrix.some(c => c.from === result));
  const columns = RESULTS.filter(result => matrix.some(c => c.to === result));
  const largest = Math.max(...matrix.map(({ count }) => count));
  const cell = (from: Result, to: Result) =>
    matrix.find(one => one.from === from && one.to === to);
  return (
    <Flex direction="column" gap="2">
      <Text variant="body-large" weight="bold" as="h2">
        From what was stored to what the policy says
      </Text>
      <div className={styles.scroll}>
        <table className={styles.matrix}>
          <thead>
            <tr>
              <th scope="col">Stored</th>
              {columns.map(to => (
                <th key={to} scope="col">
                  {RESULT_WORDS[to].label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(from => (
              <tr key={from}>
                <th scope="row">{RESULT_WORDS[from].label}</th>
                {columns.map(to => (
                  <MatrixCell
                    key={to}
                    cell={cell(from, to)}
                    largest={largest}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Flex>
  );
}

function MatrixCell(props: {
  cell?: ReplayOutcome['matrix'][number];
  largest: number;
}) {
  const { cell, largest } = props;
  if (!cell) return <td>–</td>;
  const meaning = meaningOf(cell);
  const isSame = cell.from === cell.to;
  return (
    <td data-meaning={isSame ? 'same' : meaning}>
      <Text as="p" weight="bold">
        {amount(cell.count)}
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {isSame ? sameWords(cell.changed) : SIGNS[meaning]}
      </Text>
      <span
        className={styles.bar}
        aria-hidden
        style={{ inlineSize: `${(100 * cell.count) / largest}%` }}
      />
    </td>
  );
}

function sameWords(changed: number): string {
  return changed === 0 ? 'same' : `${amount(changed)} with another result`;
}
