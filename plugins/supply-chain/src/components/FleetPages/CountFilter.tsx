import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import styles from './FleetPages.module.css';

/** How many there are of each; pressing one shows only those. */
export function CountFilter<T extends string>(props: {
  label: string;
  counts: { id: T; label: string; count: number }[];
  value: T;
  onChange: (value: T) => void;
}) {
  const { label, counts, value, onChange } = props;
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={([key]) => onChange(key as T)}
      className={styles.counts}
    >
      {counts.map(({ id, label: name, count }) => (
        <ToggleButton key={id} id={id}>
          {`${name} ${count.toLocaleString('en-GB')}`}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
