import { useApi } from '@backstage/frontend-plugin-api';
import {
  Cell,
  CellText,
  Flex,
  SearchField,
  Table,
  ToggleButton,
  ToggleButtonGroup,
  useTable,
  type ColumnConfig,
} from '@backstage/ui';
import { allPages } from '@companyos/plugin-companyos-common';
import {
  DownloadCsv,
  EmptyState,
  ErrorState,
} from '@companyos/plugin-companyos-react';
import {
  exceptionOf,
  portalPath,
  type Finding,
  type Level,
  type ReleaseDetails,
  type Scan,
  type VexException,
} from '@companyos/plugin-supply-chain-common';
import { useState } from 'react';
import { supplyChainApiRef } from '../../api';
import { exceptionText } from '../../exceptionWords';
import { packageText } from '../../words';
import { ExceptionChip, LevelChip } from '../Chips';
import styles from './Vulnerabilities.module.css';

type Row = Finding & { id: string; exception?: VexException };

const columns: ColumnConfig<Row>[] = [
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
    id: 'exception',
    label: 'Exception',
    defaultWidth: '2fr',
    minWidth: 270,
    cell: ({ exception }) => (
      <Cell>
        <ExceptionChip exception={exception} />
      </Cell>
    ),
  },
];

/** What the scan found, by level and words; a row leads to whoever else has the vulnerability. */
export function FindingTable(props: { release: ReleaseDetails; scan: Scan }) {
  const { release, scan } = props;
  const { digest, entityRef, exceptions } = release;
  const api = useApi(supplyChainApiRef);
  const [level, setLevel] = useState<Level>();
  const { tableProps, search, reload } = useTable<Row, Level | undefined>({
    mode: 'cursor',
    filter: level,
    getData: async ({ cursor, filter, pageSize, search: words, signal }) => {
      const { items, nextCursor } = await api.listFindings(
        digest,
        {
          ...{ entityRef, cursor, level: filter, limit: pageSize },
          query: words.trim() || undefined,
        },
        { signal },
      );
      return {
        data: items.map(finding => ({
          id: `${finding.vulnerability} ${packageText(finding)}`,
          exception: exceptionOf(finding, exceptions),
          ...finding,
        })),
        nextCursor,
      };
    },
    paginationOptions: { pageSize: 50, getLabel: () => '' },
  });
  return (
    <Flex direction="column" gap="3">
      <Flex gap="2" align="center" className={styles.tools}>
        <LevelFilter scan={scan} value={level} onChange={setLevel} />
        <SearchField
          aria-label="Search vulnerabilities"
          placeholder="Vulnerability or package"
          className={styles.search}
          size="small"
          {...search}
        />
        <DownloadCsv
          name="vulnerabilities"
          rows={async () => {
            const query = search.value.trim() || undefined;
            const pages = await allPages(page =>
              api.listFindings(digest, { ...page, entityRef, level, query }),
            );
            return toRows(
              pages.flatMap(({ items }) => items),
              exceptions,
            );
          }}
        />
      </Flex>
      {tableProps.error ? (
        <ErrorState
          subject="vulnerabilities"
          error={tableProps.error}
          retry={reload}
        />
      ) : (
        <Table
          columnConfig={columns}
          rowConfig={{
            getHref: ({ vulnerability }) =>
              portalPath.search({ q: vulnerability }),
          }}
          emptyState={
            <EmptyState
              title="No finding matches"
              description="Take another level or other words."
            />
          }
          {...tableProps}
        />
      )}
    </Flex>
  );
}

function LevelFilter(props: {
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

function toRows(findings: Finding[], exceptions: VexException[]): string[][] {
  return [
    [
      ...['Vulnerability', 'Aliases', 'Severity', 'Score', 'Package'],
      ...[
        'Version',
        'Fixed in',
        'Summary',
        'Exception',
        'Why',
        'Owner',
        'Ends',
      ],
    ],
    ...findings.map(finding => {
      const exception = exceptionOf(finding, exceptions);
      return [
        finding.vulnerability,
        finding.aliases.join(', '),
        finding.level,
        finding.score?.toString() ?? '',
        finding.purl ?? '',
        finding.version ?? '',
        finding.fixed.join(', '),
        finding.summary ?? '',
        exception?.status ?? '',
        exception ? exceptionText(exception) : '',
        exception?.owner ?? '',
        exception?.expires ?? '',
      ];
    }),
  ];
}
