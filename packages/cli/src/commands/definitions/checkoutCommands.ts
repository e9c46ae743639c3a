import { defineCommand, type Command } from '../../command';

/** Commands: what is done with this checkout, and the tools for it. */
export const checkoutCommands: Command[] = [
  defineCommand({
    path: ['doctor'],
    description: 'Say what this machine has, what it lacks, and how to get it',
    options: {},
    examples: ['companyos doctor', 'companyos doctor --json'],
    load: async () => (await import('../doctor')).doctor,
  }),
  defineCommand({
    path: ['tool'],
    description: 'Make sure of a pinned tool, such as opa, and say where it is',
    arguments: { usage: 'NAME', min: 1, max: 1 },
    options: {},
    examples: ['companyos tool opa', 'companyos tool regal --json'],
    load: async () => (await import('../tool')).tool,
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
    load: async () => (await import('../test')).test,
  }),
  defineCommand({
    path: ['bench'],
    description: 'Measure speed, each figure beside its baseline',
    arguments: { usage: '[NAME...]', min: 0, max: 20 },
    options: {},
    examples: ['companyos bench', 'companyos bench render'],
    load: async () => (await import('../measure')).bench,
  }),
  defineCommand({
    path: ['soak'],
    description: 'Run what takes long: kill tests, load, memory',
    arguments: { usage: '[NAME...]', min: 0, max: 20 },
    options: {},
    examples: ['companyos soak'],
    load: async () => (await import('../measure')).soak,
  }),
  defineCommand({
    path: ['fix'],
    description: 'Repair what lint and formatting can repair',
    options: {},
    examples: ['companyos fix'],
    load: async () => (await import('../fix')).fix,
  }),
  defineCommand({
    path: ['build'],
    description: 'Build the app and the server where they changed',
    arguments: { usage: '[app|server...]', min: 0, max: 2 },
    options: {},
    examples: ['companyos build', 'companyos build app'],
    load: async () => (await import('../build')).build,
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
    load: async () => (await import('../pack')).pack,
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
    load: async () => (await import('../clean')).clean,
  }),
];
