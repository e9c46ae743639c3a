import { useApi } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import type { DocumentDetails } from '@companyos/plugin-adr-common';
import { Digest, messageOf } from '@companyos/plugin-companyos-react';
import { useState } from 'react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { adrApiRef } from '../../api';

type Props = { document: DocumentDetails; onChanged: () => void };

/** The button that signs off the revision shown, or why it cannot be pressed. */
export function SignOffAction({ document, onChanged }: Props) {
  const [asking, setAsking] = useState(false);
  const { state } = document.mySignOff;
  return (
    <Flex direction="column" gap="2" align="start">
      <Button
        variant="primary"
        isDisabled={state !== 'possible'}
        onPress={() => setAsking(true)}
      >
        Sign off this revision
      </Button>
      {state !== 'possible' && (
        <Text variant="body-small" color="secondary" as="p">
          {whyNot(document)}
        </Text>
      )}
      {asking && (
        <Confirmation
          document={document}
          onChanged={onChanged}
          onClose={() => setAsking(false)}
        />
      )}
    </Flex>
  );
}

function whyNot({ mySignOff }: DocumentDetails): string {
  return mySignOff.state === 'given'
    ? 'You have signed off this revision.'
    : `${mySignOff.reason ?? 'Your sign-off is not asked for'}.`;
}

function Confirmation(props: Props & { onClose: () => void }) {
  const { document, onChanged, onClose } = props;
  const { entityRef, path, revision, title } = document;
  const adrApi = useApi(adrApiRef);
  const [{ loading, error }, signOff] = useAsyncFn(async () => {
    await adrApi.signOff(entityRef, path, { revision });
    onChanged();
    onClose();
  }, [adrApi, entityRef, path, revision, onChanged, onClose]);
  const reload = () => {
    onChanged();
    onClose();
  };
  return (
    <Dialog isOpen onOpenChange={isOpen => !isOpen && onClose()} width={520}>
      <DialogHeader>Sign off this revision?</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          <Text as="p">
            {`Your name will stand under “${title}” (${path} of ${entityRef}), exactly as it is in this revision:`}
          </Text>
          <Digest value={revision} name="revision" />
          <Text as="p" color="secondary">
            A sign-off cannot be taken back. It counts until the file changes.
          </Text>
          {error && <Refusal error={error} onReload={reload} />}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Cancel
        </Button>
        <Button variant="primary" isPending={loading} onPress={signOff}>
          Sign off
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function Refusal(props: { error: Error; onReload: () => void }) {
  const { error, onReload } = props;
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (status === 409) {
    return (
      <Alert
        status="warning"
        icon
        title="The document has changed since you opened it"
        description={`${messageOf(error)}.`}
        customActions={
          <Button variant="secondary" size="small" onPress={onReload}>
            Reload
          </Button>
        }
      />
    );
  }
  return (
    <Alert
      status={status === 403 ? 'warning' : 'danger'}
      icon
      title={
        status === 403 ? 'You may not sign this off' : 'Could not sign off'
      }
      description={
        status === 403
          ? `${messageOf(
              error,
            )}. The owner of a group asked can add you to it; the Platform team grants the permission.`
          : `${messageOf(error)}. Nothing was signed off.`
      }
    />
  );
}
