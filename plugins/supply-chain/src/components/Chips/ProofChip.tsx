import { Flex } from '@backstage/ui';
import { VerdictChip } from '@companyos/plugin-companyos-react';
import {
  outcomeVerdict,
  type Proof,
} from '@companyos/plugin-supply-chain-common';
import { RiShieldCheckLine } from '@remixicon/react';
import { DevelopmentChip } from './DevelopmentChip';

/**
 * What verification of one statement came to.
 *
 * @param what - the statement, such as `provenance`
 */
export function ProofChip({ proof, what }: { proof: Proof; what: string }) {
  const { verdict, label, reason } = outcomeVerdict(proof);
  const { code, development, root, verifiedAt } = proof;
  return (
    <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
      <VerdictChip
        verdict={verdict}
        label={label}
        icon={
          verdict === 'positive' ? <RiShieldCheckLine aria-hidden /> : undefined
        }
        evidence={{
          what,
          against: root && `trust root ${root}`,
          when: verifiedAt,
          by: verifiedAt && 'the portal',
          reason: reason && `${reason} (${code})`,
        }}
      />
      {development && <DevelopmentChip />}
    </Flex>
  );
}
