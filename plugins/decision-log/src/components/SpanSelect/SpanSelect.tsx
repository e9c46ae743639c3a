import { Select } from '@backstage/ui';
import { SPANS, type Span } from '../../window';
import styles from './SpanSelect.module.css';

/** Of how long the decisions are that something is about. */
export function SpanSelect(props: {
  label?: string;
  size?: 'small' | 'medium';
  value: Span;
  onChange: (span: Span) => void;
}) {
  return (
    <Select
      label={props.label ?? 'Time'}
      size={props.size ?? 'small'}
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
