import { Flex } from '@backstage/ui';
import { VerdictChip } from '@companyos/plugin-companyos-react';
import type { VexException } from '@companyos/plugin-supply-chain-common';
import { exceptionText, exceptionVerdict } from '../../exceptionWords';
import { DevelopmentChip } from './DevelopmentChip';

/** What somebody has signed about a vulnerability. */
export function ExceptionChip(props: { exception: VexException }) {
  const { exception } = props;
  const { development, made, owner, vulnerability } = exception;
  const { verdict, label } = exceptionVerdict(exception, new Date());
  return (
    <Flex gap="1" align="center" style={{ flexWrap: 'wrap' }}>
      <VerdictChip
        verdict={verdict}
        label={label}
        evidence={{
          what: `what was signed about ${vulnerability}`,
          when: made,
          by: owner,
          reason: exceptionText(exception),
        }}
      />
      {development && <DevelopmentChip />}
    </Flex>
  );
}
