import { defineCommand, type Command } from '../../command';

/** Commands: what may be released. */
export const gateCommands: Command[] = [
  defineCommand({
    path: ['gate', 'release'],
    description:
      'Say whether a release may go into an environment, and what stands against it',
    arguments: { usage: '[FOLDER]', min: 0, max: 1 },
    options: {
      environment: {
        type: 'string',
        value: 'NAME',
        description: 'development, staging or production',
      },
      policy: {
        type: 'string',
        value: 'FILE',
        description: 'Whom to trust: a trust policy as JSON',
      },
      key: {
        type: 'string',
        value: 'FILE',
        description: 'Or a public key as PEM, which opens development alone',
      },
      exceptions: {
        type: 'string',
        value: 'DIR',
        description: 'Folder with exceptions (security/exceptions, if any)',
      },
      repository: {
        type: 'string',
        value: 'ID',
        description: 'Id of the repository that it should be built from',
      },
      out: {
        type: 'string',
        value: 'FILE',
        description:
          'Write the decision as a signed statement: evidence/gate.sigstore.json',
      },
      'sign-with': {
        type: 'string',
        value: 'FILE',
        description:
          'Private key as PEM that signs it (keyless in CI with an OIDC identity, else the key of this clone)',
      },
    },
    examples: [
      'companyos gate release --environment production --policy trust.json',
      'companyos gate release evidence --environment development --key evidence.pub --json',
    ],
    load: async () => (await import('../gateRelease')).gateRelease,
  }),
  defineCommand({
    path: ['gate', 'exception'],
    description:
      'Sign an exception: why a vulnerability does not stop a product, and until when',
    options: {
      vulnerability: {
        type: 'string',
        value: 'ID',
        description: 'The vulnerability, such as GHSA-fxph-q3j8-mv87',
      },
      package: {
        type: 'string',
        value: 'PURL',
        description: 'The package that has it, such as pkg:npm/undici@5.0.0',
      },
      'artifact-name': {
        type: 'string',
        value: 'NAME',
        description:
          'The product: name of the artifact, in all of its releases',
      },
      status: {
        type: 'string',
        value: 'STATUS',
        description: 'not_affected, affected, fixed or under_investigation',
      },
      justification: {
        type: 'string',
        value: 'WORD',
        description: 'Why it is not affected, in the words of OpenVEX',
      },
      action: {
        type: 'string',
        value: 'TEXT',
        description: 'What is done about it, when it is affected',
      },
      note: {
        type: 'string',
        value: 'TEXT',
        description: 'How you came to this',
      },
      owner: {
        type: 'string',
        value: 'OWNER',
        description: 'Who answers for it, such as group:default/crm',
      },
      expires: {
        type: 'string',
        value: 'DAY',
        description: 'First day on which it no longer holds',
      },
      key: {
        type: 'string',
        value: 'FILE',
        description: 'Private key as PEM (the one of this checkout)',
      },
      out: {
        type: 'string',
        value: 'FILE',
        description:
          'The bundle to write: security/exceptions/vex-NAME.sigstore.json',
      },
    },
    examples: [
      'companyos gate exception --vulnerability GHSA-fxph-q3j8-mv87 --package pkg:npm/undici@5.0.0 --artifact-name customer-records --status not_affected --justification vulnerable_code_not_in_execute_path --owner group:default/crm --expires 2027-01-31 --key security.key --out security/exceptions/vex-undici.sigstore.json',
    ],
    load: async () => (await import('../gateException')).gateException,
  }),
];
