import { Cell, Text } from '@backstage/ui';
import styles from './FleetPages.module.css';

/** A number, aligned with those above and below it. */
export function NumberCell(props: { amount: number; detail?: string }) {
  // Not `value`: a table gives each of its cells the row by that name.
  const { amount, detail } = props;
  return (
    <Cell className={styles.number}>
      <Text as="p">{amount.toLocaleString('en-GB')}</Text>
      {detail && (
        <Text variant="body-small" color="secondary" as="p">
          {detail}
        </Text>
      )}
    </Cell>
  );
}
