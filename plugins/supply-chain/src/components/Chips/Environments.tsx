import { Flex, Text } from '@backstage/ui';
import { shortDigest, VerdictChip } from '@companyos/plugin-companyos-react';
import type { Deployment } from '@companyos/plugin-supply-chain-common';
import { newestByEnvironment } from '../../words';

const RESULTS = {
  SUCCEEDED: { verdict: 'positive', word: '' },
  FAILED: { verdict: 'negative', word: ': failed' },
  ROLLED_BACK: { verdict: 'warning', word: ': rolled back' },
} as const;

/** Where a release was put, and how that ended. */
export function Environments({ deployments }: { deployments: Deployment[] }) {
  if (deployments.length === 0) {
    return <Text color="secondary">Nowhere known</Text>;
  }
  return (
    <Flex gap="1" style={{ flexWrap: 'wrap' }}>
      {newestByEnvironment(deployments).map(deployment => {
        const { environment, result, strategy, finishedOn } = deployment;
        const { verdict, word } = RESULTS[result];
        return (
          <VerdictChip
            key={environment}
            verdict={verdict}
            label={`${environment}${word}`}
            evidence={{
              what: `deployment of ${shortDigest(
                deployment.digest,
              )} to ${environment}`,
              when: finishedOn,
              by: deployment.development
                ? 'a signer for development'
                : 'a trusted signer',
              reason: `${strategy}, ${result.toLowerCase().replace('_', ' ')}`,
            }}
          />
        );
      })}
    </Flex>
  );
}
