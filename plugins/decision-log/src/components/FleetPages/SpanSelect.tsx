import { Select } from '@backstage/ui';
import { SPANS, type Span } from '../../window';
import styles from './FleetPages.module.css';

/** Over how long something is counted. */
export function SpanSelect(props: {
  value: Span;
  onChange: (span: Span) => void;
}) {
  return (
    <Select
      label="Time"
      size="small"
      className={styles.span}
      options={Object.entries(SPANS).map(([value, { label }]) => ({
        value,
        label,
      }))}
      selectedKey={props.value}
      onSelectionChange={key => key && props.onChange(key as Span)}
    />
  );
}
