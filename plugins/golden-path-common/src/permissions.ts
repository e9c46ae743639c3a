import { createPermission } from '@backstage/plugin-permission-common';

/**
 * See a service before it is made.
 *
 * @public
 */
export const goldenPathPreviewCreatePermission = createPermission({
  name: 'golden-path.preview.create',
  attributes: { action: 'create' },
});

/**
 * Read what the platform gives to new services: the workflow, the CLI, where they are published.
 *
 * @public
 */
export const goldenPathPlatformReadPermission = createPermission({
  name: 'golden-path.platform.read',
  attributes: { action: 'read' },
});

/** @public */
export const goldenPathPermissions = [
  goldenPathPreviewCreatePermission,
  goldenPathPlatformReadPermission,
];
