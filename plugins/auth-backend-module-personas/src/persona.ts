import type { Entity, UserEntity } from '@backstage/catalog-model';

/** A user of the catalog with this annotation set to `true` can be picked on the sign-in page. */
export const PERSONA_ANNOTATION = 'companyos.dev/persona';

/** What the person does, in a few words. */
export const TITLE_ANNOTATION = 'companyos.dev/title';

/** Whether somebody may sign in as this entity. */
export function isPersona(entity: Entity): entity is UserEntity {
  return (
    entity.kind === 'User' &&
    entity.metadata.annotations?.[PERSONA_ANNOTATION] === 'true'
  );
}

/** The profile as the portal shows it. */
export function profileOf(user: UserEntity) {
  const { profile } = user.spec;
  return {
    displayName:
      profile?.displayName ?? user.metadata.title ?? user.metadata.name,
    email: profile?.email,
    picture: profile?.picture,
  };
}
