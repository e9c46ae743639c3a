import { useApi } from '@backstage/frontend-plugin-api';
import { Card, CardBody, CardHeader, Flex, Link } from '@backstage/ui';
import {
  Digest,
  EmptyState,
  RequestState,
  useRequest,
} from '@companyos/plugin-companyos-react';
import {
  digestSchema,
  portalPath,
  type Release,
} from '@companyos/plugin-supply-chain-common';
import { supplyChainApiRef } from '../../api';
import { releaseName } from '../../words';
import { Environments, Findings, ReleaseChip } from '../Chips';

/** Whose release an artifact is: of several entities that have it, the one that had it first. */
export function ArtifactResult({ digest }: { digest: string }) {
  if (!digestSchema.safeParse(digest).success) {
    return (
      <EmptyState
        title="This is no whole digest"
        description="A digest is sha256: and 64 hexadecimal digits. The page of a release has a button that copies it."
      />
    );
  }
  return <Found digest={digest} />;
}

function Found({ digest }: { digest: string }) {
  const api = useApi(supplyChainApiRef);
  const request = useRequest(async () => ({
    release: await api.getRelease(digest).catch(noneIfMissing),
  }));
  return (
    <RequestState subject="the release" skeletonLines={4} {...request}>
      {({ release }) =>
        release ? (
          <Brief release={release} />
        ) : (
          <EmptyState
            title="No release is that artifact"
            description="Nobody has uploaded evidence about it, or it belongs to a service that you may not see."
          />
        )
      }
    </RequestState>
  );
}

function noneIfMissing(error: Error & { statusCode?: number }): undefined {
  if (error.statusCode === 404) return undefined;
  throw error;
}

function Brief({ release }: { release: Release }) {
  const { entityRef, digest, scan, deployments } = release;
  return (
    <Card>
      <CardHeader>
        <Link href={portalPath.release(entityRef, digest)}>
          {`${entityRef.replace(/^.*\//, '')}, release ${releaseName(release)}`}
        </Link>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="3" align="start">
          <Digest value={digest} name="digest" />
          <ReleaseChip release={release} />
          <Findings scan={scan} />
          <Environments deployments={deployments} />
        </Flex>
      </CardBody>
    </Card>
  );
}
