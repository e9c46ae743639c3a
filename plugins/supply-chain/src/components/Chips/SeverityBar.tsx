import type { Scan } from '@companyos/plugin-supply-chain-common';
import { levelsText } from '../../words';
import styles from './SeverityBar.module.css';

/** How many findings are how severe: in words, and as a bar of the same proportions. */
export function SeverityBar({ byLevel }: { byLevel: Scan['byLevel'] }) {
  const found = byLevel.filter(({ findings }) => findings > 0);
  return (
    <div className={styles.severity}>
      <div className={styles.bar} aria-hidden>
        {found.map(({ level, findings }) => (
          <span key={level} data-level={level} style={{ flexGrow: findings }} />
        ))}
      </div>
      <span className={styles.words}>
        {found.length > 0 ? levelsText(byLevel) : 'No findings'}
      </span>
    </div>
  );
}
