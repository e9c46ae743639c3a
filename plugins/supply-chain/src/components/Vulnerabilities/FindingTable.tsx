import { useApi } from '@backstage/frontend-plugin-api';
import { Cell, CellText, Flex, Text, type ColumnConfig } from '@backstage/ui';
import {
  EmptyState,
  PagedTable,
  TableSearch,
  type RowOf,
} from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type FindingPage,
  type Level,
  type ReleaseDetails,
  type ReleaseFinding,
  type Scan,
} from '@companyos/plugin-supply-chain-common';
import { useMemo, useState } from 'react';
import { supplyChainApiRef } from '../../api';
import { ENVIRONMENTS } from '../../environments';
import { explanationText, triageVerdict } from '../../exceptionWords';
import { countedText, packageText } from '../../words';
import { LevelChip } from '../Chips';
import { EnvironmentChoice, LevelFilter } from './filters';
import { TriageCell } from './TriageCell';
import styles from './Vulnerabilities.module.css';

const columnsFor = (
  environment: string,
): ColumnConfig<RowOf<ReleaseFinding>>[] => [
  {
    id: 'vulnerability',
    label: 'Vulnerability',
    isRowHeader: true,
    defaultWidth: '3fr',
    minWidth: 220,
    cell: ({ vulnerability, aliases, summary }) => (
      <CellText
        title={vulnerability}
        description={[aliases.join(', '), summary].filter(Boolean).join(': ')}
      />
    ),
  },
  {
    id: 'level',
    label: 'Severity',
    defaultWidth: '1fr',
    minWidth: 130,
    cell: finding => (
      <Cell>
        <LevelChip finding={finding} />
      </Cell>
    ),
  },
  {
    id: 'package',
    label: 'Package',
    defaultWidth: '1.5fr',
    minWidth: 160,
    cell: finding => <CellText title={packageText(finding)} />,
  },
  {
    id: 'fixed',
    label: 'Fixed in',
    defaultWidth: '1fr',
    minWidth: 120,
    cell: ({ fixed }) => (
      <CellText title={fixed.join(', ') || 'No fix known'} />
    ),
  },
  {
    id: 'triage',
    label: `In ${environment}`,
    defaultWidth: '3fr',
    minWidth: 300,
    cell: finding => <TriageCell finding={finding} environment={environment} />,
  },
];

/** What the scan found, and whether it counts where; a row leads to whoever else has the vulnerability. */
export function FindingTable(props: { release: ReleaseDetails; scan: Scan }) {
  const { release, scan } = props;
  const { digest, entityRef } = release;
  const api = useApi(supplyChainApiRef);
  const [level, setLevel] = useState<Level>();
  const [environment, setEnvironment] = useState(ENVIRONMENTS[0]);
  const [counted, setCounted] = useState<FindingPage['counted']>();
  const [words, setWords] = useState('');
  const columns = useMemo(() => columnsFor(environment), [environment]);
  return (
    <Flex direction="column" gap="3">
      <Flex gap="2" align="center" className={styles.tools}>
        <EnvironmentChoice
          value={environment}
          onChange={value => {
            setCounted(undefined);
            setEnvironment(value);
          }}
        />
        <Text variant="body-small">
          {countedText(scan.byLevel, counted, environment)}
        </Text>
      </Flex>
      <PagedTable
        subject="vulnerabilities"
        columns={columns}
        idOf={finding => `${finding.vulnerability} ${packageText(finding)}`}
        hrefOf={({ vulnerability }) => portalPath.search({ q: vulnerability })}
        query={{
          ...{ entityRef, environment, level },
          query: words.trim() || undefined,
        }}
        load={async (query, options) => {
          const page = await api.listFindings(digest, query, options);
          setCounted(page.counted);
          return page;
        }}
        tools={
          <>
            <LevelFilter scan={scan} value={level} onChange={setLevel} />
            <TableSearch
              label="Search vulnerabilities"
              placeholder="Vulnerability or package"
              value={words}
              onChange={setWords}
            />
          </>
        }
        csv={{
          name: 'vulnerabilities',
          toRows: findings => toRows(findings, environment),
        }}
        emptyState={
          <EmptyState
            title="No finding matches"
            description="Take another level or other words."
          />
        }
      />
    </Flex>
  );
}

function toRows(findings: ReleaseFinding[], environment: string): string[][] {
  return [
    [
      ...['Vulnerability', 'Aliases', 'Severity', 'Score', 'Package'],
      ...['Version', 'Fixed in', 'Summary', `In ${environment}`, 'Why'],
    ],
    ...findings.map(finding => [
      finding.vulnerability,
      finding.aliases.join(', '),
      finding.level,
      finding.score?.toString() ?? '',
      finding.purl ?? '',
      finding.version ?? '',
      finding.fixed.join(', '),
      finding.summary ?? '',
      triageVerdict(finding.triage).label,
      finding.triage?.exceptions.map(explanationText).join(' ') ?? '',
    ]),
  ];
}
