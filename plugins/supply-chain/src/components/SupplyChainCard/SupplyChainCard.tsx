import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Flex, Link } from '@backstage/ui';
import { count } from '@companyos/plugin-companyos-common';
import {
  Digest,
  EmptyState,
  FactList,
  RequestState,
  useRequest,
} from '@companyos/plugin-companyos-react';
import {
  portalPath,
  type Release,
} from '@companyos/plugin-supply-chain-common';
import { supplyChainApiRef } from '../../api';
import { releaseName } from '../../words';
import { Environments, Findings, ReleaseChip } from '../Chips';

/** An entity's newest release in brief. */
export function SupplyChainCard() {
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  return (
    <EntityInfoCard title="Supply chain">
      <Latest key={entityRef} entityRef={entityRef} />
    </EntityInfoCard>
  );
}

function Latest({ entityRef }: { entityRef: string }) {
  const api = useApi(supplyChainApiRef);
  const request = useRequest(async () => {
    const { summaries } = await api.summaries([entityRef]);
    return { summary: summaries[entityRef] };
  });
  return (
    <RequestState subject="releases" {...request}>
      {({ summary }) =>
        summary?.latest ? (
          <Brief release={summary.latest} releases={summary.releases} />
        ) : (
          <EmptyState
            title="No releases yet"
            description="A release stands here when signed evidence about it is uploaded."
            action={
              <Link href={portalPath.entity(entityRef)}>How to upload it</Link>
            }
          />
        )
      }
    </RequestState>
  );
}

function Brief(props: { release: Release; releases: number }) {
  const { release, releases } = props;
  const { entityRef, digest, sbom, scan, deployments } = release;
  return (
    <Flex direction="column" gap="3" align="start">
      <Flex direction="column" gap="1" align="start">
        <Link href={portalPath.release(entityRef, digest)}>
          Release {releaseName(release)}
        </Link>
        <Digest value={digest} name="digest" />
      </Flex>
      <ReleaseChip release={release} />
      <FactList
        facts={[
          ['Vulnerabilities', <Findings key="scan" scan={scan} />],
          [
            'Contents',
            sbom.facts
              ? count(sbom.facts.components, 'component')
              : 'Nobody knows what is in it: no verified SBOM',
          ],
          ['Runs in', <Environments key="runs" deployments={deployments} />],
        ]}
      />
      <Link href={portalPath.entity(entityRef)}>
        {count(releases, 'release')}
      </Link>
    </Flex>
  );
}
