import type { Scan } from '@companyos/plugin-supply-chain-common';
import { levelsText } from '../../words';
import styles from './SeverityBar.module.css';

/** How many findings are how severe: in words, and as a bar of the same proportions. */
export function SeverityBar({ byLevel }: { byLevel: Scan['byLevel'] }) {
  const found = byLevel.filter(({ findings }) => findings > 0);
  if (found.length === 0)
    return <span className={styles.words}>No findings</span>;
  return (
    <div className={styles.severity}>
      <div className={styles.bar} aria-hidden>
        {found.map(({ level, findings }) => (
          <span key={level} data-level={level} style={{ flexGrow: findings }} />
        ))}
      </div>
      <span className={styles.words}>{levelsText(byLevel)}</span>
    </div>
  );
}
