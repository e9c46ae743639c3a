import type {
  AuthService,
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { RELATION_MEMBER_OF } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { parseTokenSubject } from '@companyos/plugin-access-tokens-common';
import type {
  EntityMirror,
  MirroredEntity,
  Visibility,
} from '@companyos/plugin-companyos-node';

/** Who uploads, and for which entities they may. */
export type Uploader = {
  /** For the record. */
  name: string;
  /** Entities that are there for them. */
  visibility: Visibility;
  /** What an entity needs besides, to be there for them. */
  needed?: string;
  /** @throws NotAllowedError that says who may. */
  mustBeAllowed(entity: MirroredEntity): void;
};

type Deps = {
  auth: AuthService;
  catalog: CatalogService;
  mirror: EntityMirror;
  userInfo: UserInfoService;
};

/** Somebody whom the portal knows. */
export type Caller = BackstageCredentials<
  BackstageUserPrincipal | BackstageServicePrincipal
>;

/**
 * A person uploads for what they own, with an access token as well as with a login. A service is trusted with every
 * entity: whoever may not be has a token that is restricted to other plugins.
 */
export async function uploaderOf(
  caller: Caller,
  deps: Deps,
): Promise<Uploader> {
  const { principal } = caller;
  const visibility = await deps.mirror.visibility(caller);
  if (principal.type === 'user') {
    const { ownershipEntityRefs } = await deps.userInfo.getUserInfo(caller);
    return {
      visibility,
      ...person(principal.userEntityRef, ownershipEntityRefs),
    };
  }
  const token = parseTokenSubject(principal.subject);
  return token
    ? { visibility, ...person(token.owner, await groupsOf(token.owner, deps)) }
    : { visibility, name: principal.subject, mustBeAllowed() {} };
}

function person(
  name: string,
  ownershipRefs: string[],
): Pick<Uploader, 'name' | 'mustBeAllowed'> {
  const refs = new Set(ownershipRefs.map(ref => ref.toLowerCase()));
  return {
    name,
    mustBeAllowed({ entityRef, owners }) {
      if (owners.some(owner => refs.has(owner))) return;
      throw new NotAllowedError(
        `${name} may not upload evidence of ${entityRef}: it is owned by ${
          owners.join(', ') || 'nobody'
        }`,
      );
    },
  };
}

/** The person behind an access token is not signed in, so the catalog says what they are a member of. */
async function groupsOf(
  userRef: string,
  { auth, catalog }: Deps,
): Promise<string[]> {
  const user = await catalog.getEntityByRef(userRef, {
    credentials: await auth.getOwnServiceCredentials(),
  });
  const groups = (user?.relations ?? [])
    .filter(({ type }) => type === RELATION_MEMBER_OF)
    .map(({ targetRef }) => targetRef);
  return user ? [userRef, ...groups] : [];
}
