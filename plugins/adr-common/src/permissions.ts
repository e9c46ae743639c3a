import { createPermission } from '@backstage/plugin-permission-common';

/** See decision records, documents with sign-offs and who signed them off. @public */
export const documentReadPermission = createPermission({
  name: 'adr.document.read',
  attributes: { action: 'read' },
});

/** Sign off a document on behalf of a group that it asks; membership is checked besides. @public */
export const documentSignOffPermission = createPermission({
  name: 'adr.document.sign-off',
  attributes: { action: 'update' },
});

/** Have the portal propose a new decision record in an entity's repository. @public */
export const recordCreatePermission = createPermission({
  name: 'adr.record.create',
  attributes: { action: 'create' },
});

/** @public */
export const adrPermissions = [
  documentReadPermission,
  documentSignOffPermission,
  recordCreatePermission,
];
