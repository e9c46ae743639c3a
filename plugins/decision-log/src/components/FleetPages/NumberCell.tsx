import { Cell, Text } from '@backstage/ui';
import styles from './FleetPages.module.css';

/** A number, aligned with those above and below it. */
export function NumberCell(props: { value: number; detail?: string }) {
  const { value, detail } = props;
  return (
    <Cell className={styles.number}>
      <Text as="p">{value.toLocaleString('en-GB')}</Text>
      {detail && (
        <Text variant="body-small" color="secondary" as="p">
          {detail}
        </Text>
      )}
    </Cell>
  );
}
