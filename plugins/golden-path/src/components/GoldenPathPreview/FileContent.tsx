import { Flex, Text } from '@backstage/ui';
import { EmptyState, TextBlock } from '@companyos/plugin-companyos-react';
import type { PreviewFile } from '@companyos/plugin-golden-path-common';
import styles from './GoldenPathPreview.module.css';

/** The content of the chosen file. */
export function FileContent({ file }: { file: PreviewFile }) {
  return (
    <Flex direction="column" gap="2" className={styles.content}>
      <Text variant="body-small" color="secondary" as="p">
        {file.path}, {sizeText(file.size)}
        {file.mode === '100755' && ', executable'}
      </Text>
      <Body file={file} />
    </Flex>
  );
}

function Body({ file }: { file: PreviewFile }) {
  if (file.withheld) {
    return (
      <EmptyState
        title={
          file.withheld === 'binary'
            ? 'This file is not text'
            : 'This file is too large to show'
        }
        description="It will be in the repository; clone it to open the file."
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

function sizeText(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`;
}
