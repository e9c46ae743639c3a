import { SearchField } from '@backstage/ui';
import styles from './PagedTable.module.css';

/**
 * Words that narrow a table down, above it.
 *
 * @public
 */
export function TableSearch(props: {
  label: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const { label, ...field } = props;
  return (
    <SearchField
      aria-label={label}
      className={styles.search}
      size="small"
      {...field}
    />
  );
}
