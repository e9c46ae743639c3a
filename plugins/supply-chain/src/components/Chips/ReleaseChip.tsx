import { Flex } from '@backstage/ui';
import { shortDigest, VerdictChip } from '@companyos/plugin-companyos-react';
import {
  releaseVerdict,
  type Proof,
  type Release,
} from '@companyos/plugin-supply-chain-common';
import { RiShieldCheckLine } from '@remixicon/react';
import { list } from '../../words';
import { DevelopmentChip } from './DevelopmentChip';

/** How a release stands as a whole, with what was checked, against which roots and when. */
export function ReleaseChip({ release }: { release: Release }) {
  const { verdict, label, reason, development } = releaseVerdict(release);
  const { attestations, digest, provenance, sbom, scan, signature, tests } =
    release;
  const checked = [signature, provenance, sbom, scan, ...tests];
  return (
    <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
      <VerdictChip
        verdict={verdict}
        label={label}
        icon={
          verdict === 'positive' ? <RiShieldCheckLine aria-hidden /> : undefined
        }
        evidence={{
          what: `${attestations.verified} of ${
            attestations.total
          } bundles about ${shortDigest(digest)}`,
          against: rootsText(checked),
          when: oldest(checked),
          by: 'the portal',
          reason,
        }}
      />
      {development && <DevelopmentChip />}
    </Flex>
  );
}

function rootsText(proofs: Proof[]): string {
  const roots = [...new Set(proofs.flatMap(({ root }) => root ?? []))];
  if (roots.length === 0)
    return 'the trust policy, which knows no signer of it';
  return `trust ${roots.length === 1 ? 'root' : 'roots'} ${list(roots)}`;
}

/** What holds since the last of them was looked at holds for all. */
function oldest(proofs: Proof[]): string | undefined {
  return proofs.flatMap(({ verifiedAt }) => verifiedAt ?? []).sort()[0];
}
