import type { ReactElement } from 'react';
import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { amount } from '@companyos/plugin-companyos-common';
import styles from './CountFilter.module.css';

/**
 * How many there are of each; pressing one shows only those.
 *
 * @public
 */
export function CountFilter<T extends string>(props: {
  label: string;
  counts: { id: T; label: string; count: number; icon?: ReactElement }[];
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
      {counts.map(({ id, label: name, count, icon }) => (
        <ToggleButton key={id} id={id} iconStart={icon}>
          {`${name} ${amount(count)}`}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
