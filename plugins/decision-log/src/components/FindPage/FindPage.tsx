import { Button, Flex, Text, TextField } from '@backstage/ui';
import { portalPath } from '@companyos/plugin-decision-log-common';
import { RiSearchLine } from '@remixicon/react';
import type { FormEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import { formValue } from '../../formValue';
import styles from './FindPage.module.css';

/** What became of one request: whoever has its decision's id finds it. */
export function FindPage() {
  const navigate = useNavigate();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const id = formValue(event.currentTarget, 'id');
    if (id) navigate(portalPath.decision(id));
  };
  return (
    <Flex direction="column" gap="4">
      <Text variant="title-x-small" as="p">
        What did a policy decide about one request?
      </Text>
      <form onSubmit={submit} aria-label="Find a decision">
        <Flex gap="2" align="end" className={styles.form}>
          <TextField
            name="id"
            label="Decision id"
            description="A service has it in its log, and in the answer with which it refuses, as decision_id or decisionId."
            className={styles.id}
          />
          <Button type="submit" iconStart={<RiSearchLine />}>
            Find
          </Button>
        </Flex>
      </form>
    </Flex>
  );
}
