import {
  Cell,
  CellText,
  Column,
  Text,
  type ColumnConfig,
  type TableItem,
} from '@backstage/ui';
import { amount } from '@companyos/plugin-companyos-common';
import styles from './numberColumn.module.css';

/** A column of numbers, which stand below each other by their digits; what is not known is said. */
export function numberColumn<T extends TableItem>(column: {
  id: string;
  label: string;
  minWidth: number;
  amount: (row: T) => number | undefined;
  /** What the number is made of. */
  detail?: (row: T) => string | undefined;
}): ColumnConfig<T> {
  const { id, label, minWidth, detail } = column;
  const size = { defaultWidth: '1fr', minWidth } as const;
  return {
    id,
    label,
    ...size,
    header: () => (
      <Column id={id} className={styles.number} {...size}>
        {label}
      </Column>
    ),
    cell: row => {
      const number = column.amount(row);
      if (number === undefined) {
        return <CellText title="Not known" className={styles.number} />;
      }
      const more = detail?.(row);
      return (
        <Cell className={styles.number}>
          <Text as="p">{amount(number)}</Text>
          {more && (
            <Text variant="body-small" color="secondary" as="p">
              {more}
            </Text>
          )}
        </Cell>
      );
    },
  };
}
