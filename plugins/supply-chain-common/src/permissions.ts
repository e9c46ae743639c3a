import { createPermission } from '@backstage/plugin-permission-common';

/** See releases, what is in them, and the evidence for both. @public */
export const evidenceReadPermission = createPermission({
  name: 'supply-chain.evidence.read',
  attributes: { action: 'read' },
});

/** Upload evidence; a person has to own the entity besides. @public */
export const attestationCreatePermission = createPermission({
  name: 'supply-chain.attestation.create',
  attributes: { action: 'create' },
});

/** @public */
export const supplyChainPermissions = [
  evidenceReadPermission,
  attestationCreatePermission,
];
