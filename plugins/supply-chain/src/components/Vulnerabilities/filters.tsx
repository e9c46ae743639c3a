import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import type { Level, Scan } from '@companyos/plugin-supply-chain-common';
import { ENVIRONMENTS } from '../../environments';
import styles from './Vulnerabilities.module.css';

/** Which findings are listed, by how severe they are. */
export function LevelFilter(props: {
  scan: Scan;
  value: Level | undefined;
  onChange: (level: Level | undefined) => void;
}) {
  const { scan, value, onChange } = props;
  return (
    <ToggleButtonGroup
      aria-label="Severity"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value ?? 'all']}
      onSelectionChange={([key]) =>
        onChange(key === 'all' ? undefined : (key as Level))
      }
      className={styles.levels}
    >
      <ToggleButton id="all">{`All ${scan.findings}`}</ToggleButton>
      {scan.byLevel
        .filter(({ findings }) => findings > 0)
        .map(({ level, findings }) => (
          <ToggleButton key={level} id={level}>
            {`${level[0].toUpperCase()}${level.slice(1)} ${findings}`}
          </ToggleButton>
        ))}
    </ToggleButtonGroup>
  );
}

/** For which environment it is said whether a finding counts. */
export function EnvironmentChoice(props: {
  value: string;
  onChange: (environment: string) => void;
}) {
  const { value, onChange } = props;
  return (
    <ToggleButtonGroup
      aria-label="Environment"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={([key]) => onChange(String(key))}
      className={styles.levels}
    >
      {ENVIRONMENTS.map(environment => (
        <ToggleButton key={environment} id={environment}>
          {`In ${environment}`}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
