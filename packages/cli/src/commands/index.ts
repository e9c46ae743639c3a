import { defineCommand, type Command, type OptionDefinition } from '../command';

const portalOption = {
  portal: {
    type: 'string',
    value: 'URL',
    description: 'The portal (COMPANYOS_PORTAL, else the last login)',
  },
} satisfies Record<string, OptionDefinition>;

/** All commands. Each loads its code when it is run, so that `--help` is quick. */
export const commands: Command[] = [
  defineCommand({
    path: ['start'],
    description: 'Build what changed and run the portal until Ctrl-C',
    options: {
      port: {
        type: 'string',
        value: 'PORT',
        description: 'Port of the portal (7007)',
      },
      'postgres-port': {
        type: 'string',
        value: 'PORT',
        description: 'Port of PostgreSQL (any free one)',
      },
      'without-reference-service': {
        type: 'boolean',
        description: 'Do not create the reference service',
      },
    },
    examples: ['companyos start', 'companyos start --port 7070'],
    load: async () => (await import('./start')).start,
  }),
  defineCommand({
    path: ['dev'],
    description: 'Run the portal from its sources with hot reload until Ctrl-C',
    options: {
      port: {
        type: 'string',
        value: 'PORT',
        description: 'Port of the server (7007); the app has port 3000',
      },
      'postgres-port': {
        type: 'string',
        value: 'PORT',
        description: 'Port of PostgreSQL (any free one)',
      },
      'without-reference-service': {
        type: 'boolean',
        description: 'Do not create the reference service',
      },
    },
    examples: ['companyos dev'],
    load: async () => (await import('./start')).dev,
  }),
  defineCommand({
    path: ['stop'],
    description: 'Stop the portal that runs in this checkout',
    options: {},
    examples: ['companyos stop'],
    load: async () => (await import('./stop')).stop,
  }),
  defineCommand({
    path: ['traffic'],
    description:
      'Send the reference service requests of every role, allowed and refused',
    options: {
      rate: {
        type: 'string',
        value: 'NUMBER',
        description: 'Requests a second (5, at most 50)',
      },
      seconds: {
        type: 'string',
        value: 'NUMBER',
        description: 'How long (30, at most 3600)',
      },
      url: {
        type: 'string',
        value: 'URL',
        description:
          'Another service of this machine than the one of the portal',
      },
      issuer: {
        type: 'string',
        value: 'URL',
        description: 'The token issuer of that service',
      },
    },
    examples: ['companyos traffic', 'companyos traffic --rate 20 --seconds 60'],
    load: async () => (await import('./traffic')).traffic,
  }),
  defineCommand({
    path: ['build'],
    description: 'Build the app and the server where they changed',
    arguments: { usage: '[app|server...]', min: 0, max: 2 },
    options: {},
    examples: ['companyos build', 'companyos build app'],
    load: async () => (await import('./build')).build,
  }),
  defineCommand({
    path: ['scaffold', 'service'],
    description:
      'Make a new service from the golden path in a folder of this machine',
    arguments: { usage: 'NAME', min: 1, max: 1 },
    options: {
      owner: {
        type: 'string',
        value: 'GROUP',
        description: 'Group that owns it, such as group:default/crm',
      },
      system: {
        type: 'string',
        value: 'SYSTEM',
        description: 'System that it is part of, such as system:default/sales',
      },
      description: {
        type: 'string',
        value: 'TEXT',
        description: 'What it does, in one line',
      },
      dir: {
        type: 'string',
        value: 'DIR',
        description: 'Folder to write to (./NAME); absent or empty',
      },
      portal: {
        type: 'string',
        value: 'URL',
        description: 'Portal that the service will belong to',
      },
      'dry-run': { type: 'boolean', description: 'Only list the files' },
    },
    examples: [
      'companyos scaffold service order-history --owner group:default/crm',
      'companyos scaffold service order-history --owner group:default/crm --dry-run',
    ],
    load: async () => (await import('./scaffoldService')).scaffoldService,
  }),
  defineCommand({
    path: ['adr', 'new'],
    description: 'Write the next decision record of a Git checkout',
    arguments: { usage: 'TITLE', min: 1, max: 1 },
    options: {
      status: {
        type: 'string',
        value: 'STATUS',
        description: 'proposed, accepted or rejected (proposed)',
      },
      date: {
        type: 'string',
        value: 'DAY',
        description: 'Day of the decision (today), such as 2026-01-31',
      },
      decider: {
        type: 'string',
        value: 'NAME',
        multiple: true,
        description: 'Who decides; may be given several times',
      },
      supersedes: {
        type: 'string',
        value: 'RECORD',
        description: 'Number or file of the record that no longer holds',
      },
      'sign-off': {
        type: 'string',
        value: 'GROUP=COUNT',
        multiple: true,
        description: 'Whose sign-off it needs; may be given several times',
      },
      dir: {
        type: 'string',
        value: 'DIR',
        description:
          'Folder of the records (as catalog-info.yaml says, else docs/adr)',
      },
      init: { type: 'boolean', description: 'Make the folder if it is absent' },
    },
    examples: [
      'companyos adr new "Keep rows in PostgreSQL"',
      'companyos adr new "Keep rows in SQLite" --supersedes 3 --sign-off group:default/security=2',
    ],
    load: async () => (await import('./adrNew')).adrNew,
  }),
  defineCommand({
    path: ['pack'],
    description:
      'Pack this tool as the tarball that generated repositories install',
    options: {
      out: {
        type: 'string',
        value: 'DIR',
        description: 'Folder to write to (.companyos/cli)',
      },
    },
    examples: ['companyos pack', 'companyos pack --out release --json'],
    load: async () => (await import('./pack')).pack,
  }),
  defineCommand({
    path: ['login'],
    description: 'Log in to a portal through the browser',
    options: {
      ...portalOption,
      token: {
        type: 'string',
        value: 'TOKEN',
        description: 'Keep this token instead, where there is no browser',
      },
      'no-browser': {
        type: 'boolean',
        description: 'Only print the page to open',
      },
    },
    examples: [
      'companyos login --portal https://portal.example.com',
      'companyos login --token "$TOKEN"',
    ],
    load: async () => (await import('./login')).login,
  }),
  defineCommand({
    path: ['logout'],
    description: 'Forget the login to a portal',
    options: portalOption,
    examples: ['companyos logout'],
    load: async () => (await import('./login')).logout,
  }),
  defineCommand({
    path: ['token', 'create'],
    description: 'Create a token for a machine, such as a CI job',
    arguments: { usage: 'NAME', min: 1, max: 1 },
    options: {
      ...portalOption,
      days: {
        type: 'string',
        value: 'DAYS',
        description: 'How long it is valid (90, at most 365)',
      },
      scope: {
        type: 'string',
        value: 'SCOPE',
        description: 'What it may be used for (read)',
      },
    },
    examples: [
      'companyos token create ci-main --days 30',
      'companyos token create ci-main --json',
    ],
    load: async () => (await import('./token')).tokenCreate,
  }),
  defineCommand({
    path: ['token', 'list'],
    description: 'List your tokens',
    options: portalOption,
    examples: ['companyos token list --json'],
    load: async () => (await import('./token')).tokenList,
  }),
  defineCommand({
    path: ['token', 'revoke'],
    description: 'Make a token worthless',
    arguments: { usage: 'ID', min: 1, max: 1 },
    options: portalOption,
    examples: ['companyos token revoke 3e0b6b5c-2f0e-4f5c-9d53-0c3f8a1f6f0e'],
    load: async () => (await import('./token')).tokenRevoke,
  }),
  defineCommand({
    path: ['tool'],
    description: 'Make sure of a pinned tool, such as opa, and say where it is',
    arguments: { usage: 'NAME', min: 1, max: 1 },
    options: {},
    examples: ['companyos tool opa', 'companyos tool regal --json'],
    load: async () => (await import('./tool')).tool,
  }),
  defineCommand({
    path: ['evidence', 'verify'],
    description:
      'Say of each bundle what it proves about an artifact, without the network',
    arguments: { usage: 'BUNDLE...', min: 1, max: 100 },
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
      'companyos evidence verify evidence/*.sigstore.json --artifact app.tgz --policy trust.json',
      'companyos evidence verify sbom.sigstore.json --artifact app.tgz --key evidence.pub --json',
    ],
    load: async () => (await import('./evidenceVerify')).evidenceVerify,
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
    load: async () => (await import('./evidenceSign')).evidenceSign,
  }),
  defineCommand({
    path: ['doctor'],
    description: 'Say what this machine has, what it lacks, and how to get it',
    options: {},
    examples: ['companyos doctor', 'companyos doctor --json'],
    load: async () => (await import('./doctor')).doctor,
  }),
  defineCommand({
    path: ['test'],
    description: 'Run the suites of this repository',
    arguments: { usage: '[SUITE...]', min: 0, max: 20 },
    options: {},
    examples: [
      'companyos test',
      'companyos test unit',
      'companyos test lint types',
    ],
    load: async () => (await import('./test')).test,
  }),
  defineCommand({
    path: ['bench'],
    description: 'Measure speed, each figure beside its baseline',
    arguments: { usage: '[NAME...]', min: 0, max: 20 },
    options: {},
    examples: ['companyos bench', 'companyos bench render'],
    load: async () => (await import('./measure')).bench,
  }),
  defineCommand({
    path: ['soak'],
    description: 'Run what takes long: kill tests, load, memory',
    arguments: { usage: '[NAME...]', min: 0, max: 20 },
    options: {},
    examples: ['companyos soak'],
    load: async () => (await import('./measure')).soak,
  }),
  defineCommand({
    path: ['fix'],
    description: 'Repair what lint and formatting can repair',
    options: {},
    examples: ['companyos fix'],
    load: async () => (await import('./fix')).fix,
  }),
  defineCommand({
    path: ['clean'],
    description:
      'Remove build output, and with --state the local database, repositories and keys',
    options: {
      state: {
        type: 'boolean',
        description: 'Remove the local database, repositories and keys as well',
      },
    },
    examples: ['companyos clean', 'companyos clean --state'],
    load: async () => (await import('./clean')).clean,
  }),
];
