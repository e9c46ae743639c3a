import { Link, useSidebarOpenState } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { Mark } from './Mark';
import styles from './SidebarLogo.module.css';

/** The mark, and beside it the portal's name where there is room. */
export function SidebarLogo() {
  const { isOpen } = useSidebarOpenState();
  const title = useApi(configApiRef).getString('app.title');
  return (
    <Link to="/" underline="none" className={styles.link} aria-label="Home">
      <Mark className={styles.mark} />
      {isOpen && <span className={styles.name}>{title}</span>}
    </Link>
  );
}
