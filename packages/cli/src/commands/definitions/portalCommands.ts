import { defineCommand, type Command } from '../../command';

/** Commands: what runs on this machine. */
export const portalCommands: Command[] = [
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
    load: async () => (await import('../start')).start,
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
    load: async () => (await import('../start')).dev,
  }),
  defineCommand({
    path: ['stop'],
    description: 'Stop the portal that runs in this checkout',
    options: {},
    examples: ['companyos stop'],
    load: async () => (await import('../stop')).stop,
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
    load: async () => (await import('../traffic')).traffic,
  }),
];
