import { defineCommand, type Command } from '../../command';

/** Commands: what makes files for people to go on with. */
export const authoringCommands: Command[] = [
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
    load: async () => (await import('../scaffoldService')).scaffoldService,
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
    load: async () => (await import('../adrNew')).adrNew,
  }),
];
