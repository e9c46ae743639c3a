import { defineCommand, type Command } from '../command';

/** All commands. Each loads its code when it is run, so that `--help` is quick. */
export const commands: Command[] = [
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
