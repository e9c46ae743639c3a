import { createPermission } from '@backstage/plugin-permission-common';

/** Upload decisions and status reports, as an Open Policy Agent does. @public */
export const eventCreatePermission = createPermission({
  name: 'decision-log.event.create',
  attributes: { action: 'create' },
});

/** See what was decided for the entities that one may see, without what was asked. @public */
export const eventReadPermission = createPermission({
  name: 'decision-log.event.read',
  attributes: { action: 'read' },
});

/**
 * See what was asked: the input of decisions, and who and what it names. It is decided for each entity, so an owner can
 * be given it for what they own.
 *
 * @public
 */
export const inputReadPermission = createPermission({
  name: 'decision-log.input.read',
  attributes: { action: 'read' },
  resourceType: 'catalog-entity',
});

/**
 * Make logged decisions again with another policy. It takes the permission to see inputs of the entity as well, because
 * a policy could be made to tell them.
 *
 * @public
 */
export const replayCreatePermission = createPermission({
  name: 'decision-log.replay.create',
  attributes: { action: 'create' },
});

/** @public */
export const decisionLogPermissions = [
  eventCreatePermission,
  eventReadPermission,
  inputReadPermission,
  replayCreatePermission,
];
