import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import {
  statusVerdict,
  type Adr,
  type AdrStatus,
} from '@companyos/plugin-adr-common';
import { countByStatus } from '../../words';
import styles from './EntityAdrs.module.css';

/** How many records stand where; pressing one shows only those. */
export function StatusFilter(props: {
  adrs: Adr[];
  value: AdrStatus | 'all';
  onChange: (status: AdrStatus | 'all') => void;
}) {
  const { adrs, value, onChange } = props;
  const counts = countByStatus(adrs);
  return (
    <ToggleButtonGroup
      aria-label="Status"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={([key]) => onChange(key as AdrStatus | 'all')}
      className={styles.statuses}
    >
      <ToggleButton id="all">All {adrs.length}</ToggleButton>
      {counts.map(({ status, count }) => (
        <ToggleButton key={status} id={status}>
          {`${statusVerdict(status).label} ${count}`}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
