import type { ReactNode } from 'react';
import styles from './FactList.module.css';

/**
 * What is known of a thing, term by term; what is not known takes no room.
 *
 * @public
 */
export function FactList({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(
        ([term, value]) =>
          value && (
            <div key={term} className={styles.fact}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
