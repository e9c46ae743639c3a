import { Button, Flex, Select, TextField } from '@backstage/ui';
import { RiFilterLine } from '@remixicon/react';
import type { FormEvent } from 'react';
import { formValue } from '../../formValue';
import { SPANS, type Span } from '../../window';
import styles from './EntityDecisions.module.css';
import { INPUT_FILTERS, TEXT_FILTERS, type TabQuestion } from './tabQuestion';

const LABELS = {
  path: 'Path',
  reason: 'Reason',
  subject: 'Subject',
  resource: 'Resource',
  query: 'Anywhere in the input',
};

const CHOSEN = 'chosen';

/** What the list is narrowed to; what is about inputs is there only for who may see them. */
export function DecisionFilters(props: {
  question: TabQuestion;
  span: Span;
  inputs: 'shown' | 'hidden';
  onChange: (values: Record<string, string>) => void;
}) {
  const { question, span, inputs, onChange } = props;
  const names = [...TEXT_FILTERS, ...(inputs === 'shown' ? INPUT_FILTERS : [])];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    onChange(
      Object.fromEntries(names.map(name => [name, formValue(form, name)])),
    );
  };
  const options = [
    ...Object.entries(SPANS).map(([value, { label }]) => ({ value, label })),
    ...(question.isOpen
      ? []
      : [{ value: CHOSEN, label: 'Chosen in the chart' }]),
  ];
  return (
    <form onSubmit={submit} aria-label="Filter decisions">
      <Flex gap="2" align="end" className={styles.filters}>
        <Select
          label="Time"
          size="small"
          className={styles.span}
          options={options}
          selectedKey={question.isOpen ? span : CHOSEN}
          onSelectionChange={key =>
            key !== CHOSEN && onChange({ span: String(key), from: '', to: '' })
          }
        />
        {names.map(name => (
          <TextField
            key={name}
            name={name}
            label={LABELS[name]}
            size="small"
            className={styles.text}
            defaultValue={question[name]}
          />
        ))}
        <Button
          type="submit"
          variant="secondary"
          size="small"
          iconStart={<RiFilterLine />}
        >
          Filter
        </Button>
      </Flex>
    </form>
  );
}
