import { Card, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import { amount, count } from '@companyos/plugin-companyos-common';
import {
  EmptyState,
  FactList,
  RelativeTime,
  VerdictChip,
} from '@companyos/plugin-companyos-react';
import {
  testVerdict,
  type ReleaseDetails,
} from '@companyos/plugin-supply-chain-common';
import type { ReactNode } from 'react';
import { depthText } from '../../words';
import { DevelopmentChip, ProofChip, SeverityBar } from '../Chips';
import { ProvenanceChain } from '../ProvenanceChain';
import styles from './ReleasePage.module.css';

/** A release at a glance: where it comes from, what was checked, what is in it. */
export function Overview({ release }: { release: ReleaseDetails }) {
  return (
    <Flex direction="column" gap="4" pt="4">
      <ProvenanceChain release={release} />
      <div className={styles.cards}>
        <Checked release={release} />
        <Contents release={release} />
        <Scanned scan={release.scan} />
      </div>
    </Flex>
  );
}

function Section(props: { title: string; children: ReactNode }) {
  return (
    <Card>
      <CardHeader>
        <Text as="h3" variant="title-x-small">
          {props.title}
        </Text>
      </CardHeader>
      <CardBody>{props.children}</CardBody>
    </Card>
  );
}

function Checked({ release }: { release: ReleaseDetails }) {
  const { provenance, sbom, scan, signature, tests } = release;
  return (
    <Section title="What was checked">
      <FactList
        facts={[
          [
            'Signature',
            <ProofChip proof={signature} what="signature of the artifact" />,
          ],
          ['Provenance', <ProofChip proof={provenance} what="provenance" />],
          ['SBOM', <ProofChip proof={sbom} what="bill of materials" />],
          ['Scan', <ProofChip proof={scan} what="vulnerability scan" />],
          ...tests.map((test, index): [string, ReactNode] => [
            test.facts?.name ?? `Test ${index + 1}`,
            <TestChip test={test} />,
          ]),
        ]}
      />
    </Section>
  );
}

function TestChip({ test }: { test: ReleaseDetails['tests'][number] }) {
  const { verdict, label, reason } = testVerdict(test);
  const { facts, root, verifiedAt, development } = test;
  return (
    <Flex gap="2" align="center" className={styles.wrap}>
      <VerdictChip
        verdict={verdict}
        label={label}
        evidence={{
          what: facts
            ? `${facts.name}: ${facts.passed} passed, ${facts.warned} warned, ${facts.failed} failed by name`
            : 'test result',
          against: root && `trust root ${root}`,
          when: verifiedAt,
          by: verifiedAt && 'the portal',
          reason,
        }}
      />
      {development && <DevelopmentChip />}
    </Flex>
  );
}

const SHOWN_LICENCES = 6;

function Contents({ release }: { release: ReleaseDetails }) {
  const { facts, outcome, reason } = release.sbom;
  if (!facts) {
    return (
      <Section title="What is in it">
        <EmptyState
          title={outcome === 'absent' ? 'No SBOM' : 'No SBOM to believe'}
          description={`${reason} The stage sbom of the pipeline makes one: companyos ci sbom.`}
        />
      </Section>
    );
  }
  const { licences, components, depth, format, withoutPurl } = facts;
  const shown = licences.slice(0, SHOWN_LICENCES);
  return (
    <Section title="What is in it">
      <FactList
        facts={[
          ['Components', amount(components)],
          [
            'Not searchable',
            withoutPurl > 0 &&
              `${count(withoutPurl, 'component')} without a package URL`,
          ],
          ['Deepest', depth !== undefined && depthText(depth)],
          ['Format', format],
          [
            'Licences',
            <ul className={styles.list}>
              {shown.map(({ name, components: number }) => (
                <li key={name}>
                  {`${name === 'NONE' ? 'None named' : name}: ${number}`}
                </li>
              ))}
              {licences.length > shown.length && (
                <li>{`and ${licences.length - shown.length} more`}</li>
              )}
            </ul>,
          ],
        ]}
      />
    </Section>
  );
}

function Scanned({ scan }: { scan: ReleaseDetails['scan'] }) {
  const { facts, outcome, reason } = scan;
  if (!facts) {
    return (
      <Section title="Known vulnerabilities">
        <EmptyState
          title={outcome === 'absent' ? 'Not scanned' : 'No scan to believe'}
          description={`${reason} Nobody knows what is known against it. The stage scan of the pipeline looks: companyos ci scan.`}
        />
      </Section>
    );
  }
  return (
    <Section title="Known vulnerabilities">
      <Flex direction="column" gap="3">
        <SeverityBar byLevel={facts.byLevel} />
        <FactList
          facts={[
            ['Scanner', facts.scanner],
            ['Scanned', <RelativeTime time={facts.finishedOn} />],
            ['Advisories', <RelativeTime time={facts.databaseUpdatedOn} />],
          ]}
        />
      </Flex>
    </Section>
  );
}
