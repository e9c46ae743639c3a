import { useState } from 'react';
import { Button, DialogBody, DialogFooter, Flex, Text } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import styles from './NewToken.module.css';

/** The value, shown this once. */
export function NewToken(props: { value: string; onDone: () => void }) {
  const { value, onDone } = props;
  const [outcome, setOutcome] = useState<'copied' | 'refused'>();
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );
  return (
    <>
      <DialogBody>
        <Flex direction="column" gap="3" align="start">
          <Text as="p">
            This is the only time that it is shown. Put it where it will be
            used; for Git, it is the password.
          </Text>
          <code className={styles.value}>{value}</code>
          <Button
            variant="secondary"
            iconStart={
              outcome === 'copied' ? <RiCheckLine /> : <RiFileCopyLine />
            }
            onPress={copy}
          >
            {outcome === 'copied' ? 'Copied' : 'Copy token'}
          </Button>
          {outcome === 'refused' && (
            <Text role="alert">
              The browser does not allow copying: select the token above.
            </Text>
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button onPress={onDone}>Done</Button>
      </DialogFooter>
    </>
  );
}
