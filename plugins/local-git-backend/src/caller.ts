import type {
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { parseTokenSubject } from '@companyos/plugin-access-tokens-common';
import type { RepositoryRecord } from './RepositoryStore';

/** Somebody whom the portal knows: a person or a service. */
export type Caller = BackstageCredentials<
  BackstageUserPrincipal | BackstageServicePrincipal
>;

/** The entity ref of a person, also when they come with an access token, or the name of a service. */
export function callerName({ principal }: Caller): string {
  if (principal.type === 'user') return principal.userEntityRef;
  return parseTokenSubject(principal.subject)?.owner ?? principal.subject;
}

/**
 * Services and the owner may delete a repository. Behind an access token stands its person, whose groups are not known
 * there: it deletes what the person owns directly.
 *
 * @throws NotAllowedError that names the owner.
 */
export async function mustOwn(
  caller: Caller,
  record: RepositoryRecord,
  userInfo: UserInfoService,
): Promise<void> {
  const owner = record.owner ?? record.createdBy;
  const { principal } = caller;
  if (principal.type === 'service') {
    const token = parseTokenSubject(principal.subject);
    if (!token || token.owner === owner) return;
  } else {
    const { ownershipEntityRefs } = await userInfo.getUserInfo(caller);
    if (ownershipEntityRefs.includes(owner)) return;
  }
  throw new NotAllowedError(
    `Only ${owner} may delete the repository '${record.name}'; ask there`,
  );
}
