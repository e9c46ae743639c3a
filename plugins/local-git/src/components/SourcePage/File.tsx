import { useApi } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import {
  EmptyState,
  RequestState,
  TextBlock,
  useRequest,
} from '@companyos/plugin-companyos-react';
import type { Blob, SourceLocation } from '@companyos/plugin-local-git-common';
import { localGitApiRef } from '../../api';
import { sizeText } from './Folder';

/** The content of a file. */
export function File({ location }: { location: SourceLocation }) {
  const localGitApi = useApi(localGitApiRef);
  const { name, ref, path } = location;
  const request = useRequest(() => localGitApi.getBlob(name, ref, path));
  return (
    <RequestState subject="the file" skeletonLines={10} {...request}>
      {file => (
        <Flex direction="column" gap="2">
          <Text variant="body-small" color="secondary">
            {sizeText(file.size)}, commit{' '}
            <code title={file.commit}>{file.commit.slice(0, 8)}</code>
          </Text>
          <Content file={file} />
        </Flex>
      )}
    </RequestState>
  );
}

function Content({ file }: { file: Blob }) {
  if (file.withheld) {
    const what = file.withheld === 'binary' ? 'not text' : 'too large to show';
    return (
      <EmptyState
        title={`This file is ${what}`}
        description="Clone the repository to open it."
      />
    );
  }
  if (!file.content) {
    return (
      <EmptyState title="This file is empty" description="It has no content." />
    );
  }
  return <TextBlock label={file.path} text={file.content} />;
}
