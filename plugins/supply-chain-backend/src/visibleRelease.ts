import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import type { EntityMirror } from '@companyos/plugin-companyos-node';
import type { ReleaseRow, ReleaseStore } from './ReleaseStore';

/** @throws NotFoundError when there is no such release, or none that the caller may see: to them that is the same. */
export async function visibleRelease(
  { mirror, releases }: { mirror: EntityMirror; releases: ReleaseStore },
  asked: { digest: string; entityRef?: string },
  credentials: BackstageCredentials,
): Promise<ReleaseRow> {
  const { digest, entityRef } = asked;
  const visibility = await mirror.visibility(credentials);
  const release = await releases.find(digest, entityRef, visibility);
  if (release) return release;
  throw new NotFoundError(
    `There is no release '${digest}'${entityRef ? ` of ${entityRef}` : ''}`,
  );
}
