import { defineCommand, type Command } from '../../command';
import { portalOption } from './portalOption';

/** Commands: signed evidence. */
export const evidenceCommands: Command[] = [
  defineCommand({
    path: ['evidence', 'verify'],
    description:
      'Say of each bundle what it proves about an artifact, without the network',
    arguments: { usage: 'FOLDER|BUNDLE...', min: 1, max: 100 },
    options: {
      artifact: {
        type: 'string',
        value: 'FILE',
        description: 'The artifact that the evidence should be about',
      },
      digest: {
        type: 'string',
        value: 'DIGEST',
        description: 'Or its digest, such as sha256:2c26…',
      },
      policy: {
        type: 'string',
        value: 'FILE',
        description: 'Whom to trust: a trust policy as JSON',
      },
      key: {
        type: 'string',
        value: 'FILE',
        description: 'Or a public key as PEM',
      },
      type: {
        type: 'string',
        value: 'URI',
        description: 'The predicate type that the statement must have',
      },
      name: {
        type: 'string',
        value: 'NAME',
        description: 'Name of the artifact in the trust policy',
      },
      repository: {
        type: 'string',
        value: 'ID',
        description: 'Id of the repository that it should be built from',
      },
    },
    examples: [
      'companyos evidence verify evidence --policy trust.json',
      'companyos evidence verify evidence/*.sigstore.json --artifact app.tgz --policy trust.json',
      'companyos evidence verify sbom.sigstore.json --artifact app.tgz --key evidence.pub --json',
    ],
    load: async () => (await import('../evidenceVerify')).evidenceVerify,
  }),
  defineCommand({
    path: ['evidence', 'sign'],
    description: 'Sign an artifact, or a statement about it, with a key',
    arguments: { usage: '[ARTIFACT]', min: 0, max: 1 },
    options: {
      digest: {
        type: 'string',
        value: 'DIGEST',
        description: 'Its digest instead, to sign a statement',
      },
      type: {
        type: 'string',
        value: 'KIND',
        description: 'Sign a statement of this kind, such as cyclonedx',
      },
      predicate: {
        type: 'string',
        value: 'FILE',
        description: 'What the statement says, as JSON',
      },
      key: {
        type: 'string',
        value: 'FILE',
        description: 'Private key as PEM (the one of this checkout)',
      },
      out: {
        type: 'string',
        value: 'FILE',
        description: 'The bundle to write, such as evidence/sbom.sigstore.json',
      },
    },
    examples: [
      'companyos evidence sign app.tgz --out evidence/signature.sigstore.json',
      'companyos evidence sign app.tgz --type cyclonedx --predicate sbom.json --out evidence/sbom.sigstore.json',
    ],
    load: async () => (await import('../evidenceSign')).evidenceSign,
  }),
  defineCommand({
    path: ['evidence', 'upload'],
    description:
      'Send the bundles of a folder to the portal, which verifies them',
    arguments: { usage: 'FOLDER', min: 1, max: 1 },
    options: {
      entity: {
        type: 'string',
        value: 'REF',
        description: 'Whose evidence it is, such as component:default/orders',
      },
      ...portalOption,
    },
    examples: [
      'companyos evidence upload evidence --entity component:default/customer-records',
    ],
    load: async () => (await import('../evidenceUpload')).evidenceUpload,
  }),
];
