import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { CountFilter } from '@companyos/plugin-companyos-react';
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
    <CountFilter<Level | 'all'>
      label="Severity"
      counts={[
        { id: 'all', label: 'All', count: scan.findings },
        ...scan.byLevel
          .filter(({ findings }) => findings > 0)
          .map(({ level, findings }) => ({
            id: level,
            label: capitalized(level),
            count: findings,
          })),
      ]}
      value={value ?? 'all'}
      onChange={chosen => onChange(chosen === 'all' ? undefined : chosen)}
    />
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
          {capitalized(environment)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

function capitalized(word: string): string {
  return `${word[0].toUpperCase()}${word.slice(1)}`;
}
