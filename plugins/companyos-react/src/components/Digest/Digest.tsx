import { ButtonIcon, Flex, VisuallyHidden } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { useState } from 'react';
import styles from './Digest.module.css';

/**
 * A digest as it fits into a line: `sha256:3f9a…c21e`.
 *
 * @param digest - an algorithm, a colon and hexadecimal digits
 * @public
 */
export function shortDigest(digest: string): string {
  const colon = digest.indexOf(':') + 1;
  const hex = digest.slice(colon);
  if (hex.length <= 9) return digest;
  return `${digest.slice(0, colon)}${hex.slice(0, 4)}…${hex.slice(-4)}`;
}

/**
 * A long digest in short, whole for those who point at it, with a button that copies it.
 *
 * @param name - what it is the digest of, such as `revision`: names the button
 * @public
 */
export function Digest({ value, name }: { value: string; name: string }) {
  const [copying, setCopying] = useState<'done' | 'forbidden'>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopying('done');
    } catch {
      // A browser may forbid it; then the whole digest is there to be selected.
      setCopying('forbidden');
    }
  };
  if (copying === 'forbidden') {
    return <code className={`${styles.digest} ${styles.whole}`}>{value}</code>;
  }
  return (
    <Flex gap="1" align="center">
      <code className={styles.digest} title={value}>
        {shortDigest(value)}
      </code>
      <ButtonIcon
        size="small"
        variant="tertiary"
        aria-label={`Copy ${name}`}
        icon={copying ? <RiCheckLine /> : <RiFileCopyLine />}
        onPress={copy}
      />
      <VisuallyHidden role="status">{copying && 'Copied'}</VisuallyHidden>
    </Flex>
  );
}
