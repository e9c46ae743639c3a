import { Button, Flex, Text, TextField } from '@backstage/ui';
import { entityRefSchema } from '@companyos/plugin-companyos-common';
import { portalPath } from '@companyos/plugin-decision-log-common';
import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import { formValue } from '../../formValue';
import styles from './Replay.module.css';

/** A replay is about one entity, which usually leads here by itself. */
export function ChooseEntity() {
  const navigate = useNavigate();
  const [isWrong, setIsWrong] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entity = entityRefSchema.safeParse(
      formValue(event.currentTarget, 'entity'),
    ).data;
    setIsWrong(!entity);
    if (entity) navigate(portalPath.replays(entity));
  };
  return (
    <Flex direction="column" gap="4">
      <Text variant="title-x-small" as="p">
        What would another policy have decided?
      </Text>
      <form onSubmit={submit} aria-label="Choose a component">
        <Flex gap="2" align="end" className={styles.wrap}>
          <TextField
            name="entity"
            label="Component"
            description={
              isWrong
                ? 'Write it as component:default/orders'
                : 'Such as component:default/orders; its tab of policy decisions leads here, too'
            }
            className={styles.field}
          />
          <Button type="submit">Choose</Button>
        </Flex>
      </form>
    </Flex>
  );
}
