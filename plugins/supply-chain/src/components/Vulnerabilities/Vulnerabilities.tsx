import { Flex, Text } from '@backstage/ui';
import { count } from '@companyos/plugin-companyos-common';
import { EmptyState, RelativeTime } from '@companyos/plugin-companyos-react';
import type { ReleaseDetails } from '@companyos/plugin-supply-chain-common';
import { ProofChip, SeverityBar } from '../Chips';
import { FindingTable } from './FindingTable';

/** What is known against a release: by severity, with what was said about each and where it is fixed. */
export function Vulnerabilities({ release }: { release: ReleaseDetails }) {
  const { scan } = release;
  const { facts } = scan;
  if (!facts) {
    return (
      <Flex direction="column" gap="2" align="start" pt="4">
        <ProofChip proof={scan} what="vulnerability scan" />
        <EmptyState
          title={
            scan.outcome === 'absent' ? 'Not scanned' : 'No scan to believe'
          }
          description={`${scan.reason} So nobody knows what is known against this release. The stage scan of the pipeline looks: companyos ci scan.`}
        />
      </Flex>
    );
  }
  return (
    <Flex direction="column" gap="4" pt="4">
      <Flex direction="column" gap="2">
        <Text as="p">
          {facts.findings === 0
            ? 'The scan found nothing that is known.'
            : `The scan found ${count(
                facts.findings,
                'vulnerability',
                'vulnerabilities',
              )}.`}
        </Text>
        {facts.findings > 0 && <SeverityBar byLevel={facts.byLevel} />}
        <Text variant="body-small" color="secondary" as="p">
          {`${facts.scanner}, `}
          <RelativeTime time={facts.finishedOn} />
          {', with advisories of '}
          <RelativeTime time={facts.databaseUpdatedOn} />. What became known
          since then is not in it. Whether a release may go somewhere is for the
          gate of that environment to say.
        </Text>
      </Flex>
      {facts.findings > 0 && <FindingTable release={release} scan={facts} />}
    </Flex>
  );
}
