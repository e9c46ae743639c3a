import { useApi } from '@backstage/frontend-plugin-api';
import { Flex, Select, Text } from '@backstage/ui';
import {
  EmptyState,
  RequestState,
  useRequest,
} from '@companyos/plugin-companyos-react';
import type {
  Release,
  ReleaseDetails,
} from '@companyos/plugin-supply-chain-common';
import { useSearchParams } from 'react-router-dom';
import { supplyChainApiRef } from '../../api';
import { changesSentence, releaseName } from '../../words';
import { ComponentChanges } from './ComponentChanges';
import { FindingChanges } from './FindingChanges';

/** As many as somebody looks through in a menu. */
const OFFERED = 100;

/** What a release changes against an earlier one: the one before it, or another that is chosen. */
export function ReleaseChanges({ release }: { release: ReleaseDetails }) {
  const { digest, entityRef } = release;
  const api = useApi(supplyChainApiRef);
  const request = useRequest(() =>
    api.listReleases(entityRef, { limit: OFFERED }),
  );
  return (
    <Flex direction="column" gap="4" pt="4">
      <RequestState subject="other releases" skeletonLines={6} {...request}>
        {({ items }) => {
          const others = items.filter(one => one.digest !== digest);
          return others.length > 0 ? (
            <Comparison
              release={release}
              others={others}
              before={releaseBefore(items, digest) ?? others[0]}
            />
          ) : (
            <EmptyState
              title="Nothing to compare with"
              description="This is the entity's only release. What the next one changes stands on its page."
            />
          );
        }}
      </RequestState>
    </Flex>
  );
}

/** The one that was recorded before it; lists begin with the newest. */
function releaseBefore(releases: Release[], digest: string) {
  const index = releases.findIndex(one => one.digest === digest);
  return index < 0 ? undefined : releases[index + 1];
}

function Comparison(props: {
  release: ReleaseDetails;
  others: Release[];
  before: Release;
}) {
  const { release, others, before } = props;
  const [address, setAddress] = useSearchParams();
  const since =
    others.find(one => one.digest === address.get('since')) ?? before;
  return (
    <>
      <Select
        label="Compared with"
        size="small"
        style={{ maxWidth: '24rem' }}
        options={others.map(one => ({
          value: one.digest,
          label: releaseName(one),
        }))}
        value={since.digest}
        onChange={value =>
          setAddress({ since: String(value) }, { replace: true })
        }
      />
      <Differences key={since.digest} release={release} since={since} />
    </>
  );
}

function Differences(props: { release: ReleaseDetails; since: Release }) {
  const { digest, entityRef } = props.release;
  const api = useApi(supplyChainApiRef);
  const request = useRequest(() =>
    api.getChanges(digest, { entityRef, since: props.since.digest }),
  );
  return (
    <RequestState subject="changes" skeletonLines={8} {...request}>
      {changes => (
        <Flex direction="column" gap="5">
          <Text variant="title-x-small" as="p">
            {changesSentence(changes)}
          </Text>
          <FindingChanges findings={changes.findings} />
          <ComponentChanges components={changes.components} />
        </Flex>
      )}
    </RequestState>
  );
}
