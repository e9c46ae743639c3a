import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Button, Flex, Text } from '@backstage/ui';
import { ErrorState } from '@companyos/plugin-companyos-react';
import type { Repository } from '@companyos/plugin-local-git-common';
import { RiFileCopyLine } from '@remixicon/react';
import { useState } from 'react';
import useAsyncFn from 'react-use/esm/useAsyncFn';
import { localGitApiRef, TOKEN_DAYS } from '../../api';
import styles from './CloneCommand.module.css';

/** How to clone a repository: copying makes an access token, so that the command works as it is pasted. */
export function CloneCommand({ repository }: { repository: Repository }) {
  const localGitApi = useApi(localGitApiRef);
  const toastApi = useApi(toastApiRef);
  const [uncopied, setUncopied] = useState<string>();
  const [{ loading, error }, copy] = useAsyncFn(async () => {
    const command = await localGitApi.createCloneCommand(repository);
    try {
      await navigator.clipboard.writeText(command);
    } catch {
      // A browser may forbid it; the token is shown this once, so the command must not be lost.
      setUncopied(command);
      return;
    }
    toastApi.post({
      title: 'Clone command copied',
      description: `Its access token works for ${TOKEN_DAYS} days; revoke it in the settings.`,
      status: 'success',
      timeout: 8000,
    });
  }, [localGitApi, repository, toastApi]);

  return (
    <Flex direction="column" gap="2" align="start">
      <code className={styles.command}>
        {uncopied ?? `git clone ${repository.cloneUrl}`}
      </code>
      {error && <ErrorState subject="an access token" error={error} />}
      {uncopied ? (
        <Text variant="body-small" color="secondary">
          The browser does not allow copying: select the command above. Its
          access token works for {TOKEN_DAYS} days.
        </Text>
      ) : (
        <Button
          variant="secondary"
          size="small"
          iconStart={<RiFileCopyLine />}
          isPending={loading}
          onPress={copy}
        >
          Copy clone command
        </Button>
      )}
    </Flex>
  );
}
