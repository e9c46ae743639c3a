import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Flex, TextAreaField, TextField } from '@backstage/ui';
import { messageOf, TextBlock } from '@companyos/plugin-companyos-react';
import { portalPath } from '@companyos/plugin-decision-log-common';
import { RiPlayLine } from '@remixicon/react';
import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { decisionLogApiRef } from '../../api';
import { lastWindow, type Span } from '../../window';
import { SpanSelect } from '../SpanSelect';
import { candidateOf } from './candidateOf';
import styles from './Replay.module.css';

/** Of which time, with which policy. */
export function ReplayForm({ entityRef }: { entityRef: string }) {
  const api = useApi(decisionLogApiRef);
  const navigate = useNavigate();
  const [span, setSpan] = useState<Span>('day');
  const [fields, setFields] = useState({
    ...{ ref: '', folder: 'policy', path: '', rego: '' },
  });
  const set = (name: keyof typeof fields) => (value: string) =>
    setFields(others => ({ ...others, [name]: value }));
  const candidate = candidateOf(fields);
  const [{ loading, error }, start] = useAsyncFn(async () => {
    if (!candidate) return;
    const { from, to } = lastWindow(span, Date.now());
    const { id } = await api.startReplay(entityRef, {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      candidate,
    });
    navigate(portalPath.replay(entityRef, id));
  }, [api, candidate, entityRef, navigate, span]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start();
  };
  return (
    <form onSubmit={submit} aria-label="Start a replay">
      <Flex direction="column" gap="3">
        <Flex gap="3" align="end" className={styles.wrap}>
          <SpanSelect
            label="Decisions of the"
            size="medium"
            value={span}
            onChange={setSpan}
          />
          <TextField
            label="Revision"
            description="Branch, tag or commit of the source"
            className={styles.field}
            value={fields.ref}
            onChange={set('ref')}
          />
          <TextField
            label="Folder"
            description="Where the policy is in it"
            className={styles.field}
            value={fields.folder}
            onChange={set('folder')}
          />
        </Flex>
        <TextAreaField
          label="Or paste Rego"
          description="By itself, or in the place of one file of the revision"
          rows={8}
          className={styles.rego}
          value={fields.rego}
          onChange={set('rego')}
        />
        {fields.rego.trim() !== '' && (
          <TextField
            label="Its file"
            description="Path below the folder, such as orders/orders.rego; policy.rego unless said otherwise"
            className={styles.field}
            value={fields.path}
            onChange={set('path')}
          />
        )}
        {error && (
          <>
            <Alert
              status="danger"
              icon
              title="The replay could not be started"
              description="What is wrong stands below."
            />
            <TextBlock label="What is wrong" text={messageOf(error)} />
          </>
        )}
        <Button
          type="submit"
          className={styles.start}
          iconStart={<RiPlayLine />}
          isDisabled={!candidate}
          isPending={loading}
        >
          Replay
        </Button>
      </Flex>
    </form>
  );
}
