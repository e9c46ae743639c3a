import { Flex } from '@backstage/ui';
import type { Release } from '@companyos/plugin-supply-chain-common';
import { ProofChip } from './ProofChip';
import { SeverityBar } from './SeverityBar';

/** What the scan of a release found; without a verified scan nobody knows. */
export function Findings({ scan }: { scan: Release['scan'] }) {
  if (scan.facts) return <SeverityBar byLevel={scan.facts.byLevel} />;
  return (
    <Flex>
      <ProofChip proof={scan} what="vulnerability scan" />
    </Flex>
  );
}
