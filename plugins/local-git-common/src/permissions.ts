import { createPermission } from '@backstage/plugin-permission-common';

/** See, clone and fetch repositories, their pushes and logs. @public */
export const repositoryReadPermission = createPermission({
  name: 'local-git.repository.read',
  attributes: { action: 'read' },
});

/** Make a new repository. @public */
export const repositoryCreatePermission = createPermission({
  name: 'local-git.repository.create',
  attributes: { action: 'create' },
});

/** Push to a repository, which also runs its check. @public */
export const repositoryPushPermission = createPermission({
  name: 'local-git.repository.push',
  attributes: { action: 'update' },
});

/** Delete a repository that one owns. @public */
export const repositoryDeletePermission = createPermission({
  name: 'local-git.repository.delete',
  attributes: { action: 'delete' },
});

/** @public */
export const localGitPermissions = [
  repositoryReadPermission,
  repositoryCreatePermission,
  repositoryPushPermission,
  repositoryDeletePermission,
];
