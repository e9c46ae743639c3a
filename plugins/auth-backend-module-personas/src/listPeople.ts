import type { AuthService } from '@backstage/backend-plugin-api';
import {
  isGroupEntity,
  parseEntityRef,
  RELATION_MEMBER_OF,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  isPersona,
  PERSONA_ANNOTATION,
  profileOf,
  TITLE_ANNOTATION,
} from './persona';

/** More people than this are not a list to pick from. */
export const MAX_PEOPLE = 200;

/** Somebody to sign in as. @public */
export type Person = {
  entityRef: string;
  name: string;
  /** What they do, in a few words. */
  title?: string;
  /** The titles of the groups that they are members of. */
  groups: string[];
  picture?: string;
};

/** @public */
export type PeopleList = {
  /** By name. */
  items: Person[];
};

/** The catalog's personas, at most {@link MAX_PEOPLE}. */
export async function listPeople(options: {
  auth: AuthService;
  catalog: CatalogService;
}): Promise<PeopleList> {
  const { auth, catalog } = options;
  const credentials = await auth.getOwnServiceCredentials();
  const { items } = await catalog.queryEntities(
    {
      filter: {
        kind: 'User',
        [`metadata.annotations.${PERSONA_ANNOTATION}`]: 'true',
      },
      orderFields: [{ field: 'metadata.name', order: 'asc' }],
      limit: MAX_PEOPLE,
    },
    { credentials },
  );
  const users = items.filter(isPersona);

  const groupRefs = [...new Set(users.flatMap(groupsOf))];
  const groups = await catalog.getEntitiesByRefs(
    { entityRefs: groupRefs },
    { credentials },
  );
  const titles = new Map(
    groupRefs.map((ref, index) => [ref, titleOf(groups.items[index], ref)]),
  );
  return {
    items: users
      .map(user => ({
        entityRef: stringifyEntityRef(user),
        name: profileOf(user).displayName,
        title: user.metadata.annotations?.[TITLE_ANNOTATION],
        groups: groupsOf(user)
          .map(ref => titles.get(ref) ?? ref)
          .sort(),
        picture: profileOf(user).picture,
      }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  };
}

function groupsOf(user: Entity): string[] {
  return (user.relations ?? [])
    .filter(({ type }) => type === RELATION_MEMBER_OF)
    .map(({ targetRef }) => targetRef);
}

function titleOf(group: Entity | undefined, ref: string): string {
  const displayName =
    group && isGroupEntity(group) && group.spec.profile?.displayName;
  return displayName || group?.metadata.title || parseEntityRef(ref).name;
}
