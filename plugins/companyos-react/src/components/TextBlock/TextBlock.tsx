import { useEffect, useRef } from 'react';
import styles from './TextBlock.module.css';

/**
 * Text as it is: a file, a log. It can be focused, so that the keyboard scrolls it.
 *
 * @param followsEnd - keeps the end in view while the text grows
 * @public
 */
export function TextBlock(props: {
  label: string;
  text: string;
  followsEnd?: boolean;
}) {
  const { label, text, followsEnd } = props;
  const block = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (followsEnd && block.current) {
      block.current.scrollTop = block.current.scrollHeight;
    }
  }, [followsEnd, text]);
  return (
    <pre
      ref={block}
      role="region"
      aria-label={label}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      className={styles.block}
    >
      {text}
    </pre>
  );
}
