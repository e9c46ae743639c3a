import { defineCommand, type Command } from '../../command';

/** Commands: what was put into an environment. */
export const deployCommands: Command[] = [
  defineCommand({
    path: ['deploy', 'record'],
    description:
      'State what became of a deployment, signed: evidence/deployment.sigstore.json',
    options: {
      environment: {
        type: 'string',
        value: 'NAME',
        description: 'Where it went, such as production',
      },
      result: {
        type: 'string',
        value: 'RESULT',
        description: 'SUCCEEDED, FAILED or ROLLED_BACK',
      },
      started: {
        type: 'string',
        value: 'TIME',
        description: 'When it began, such as 2026-11-24T09:30:00Z',
      },
      strategy: {
        type: 'string',
        value: 'NAME',
        description: 'rolling (unless said otherwise) or canary',
      },
      target: {
        type: 'string',
        value: 'URI',
        description: 'Cluster and namespace, such as kubernetes://prod-eu/crm',
      },
      key: {
        type: 'string',
        value: 'FILE',
        description:
          'Private key as PEM (keyless in CI with an OIDC identity, else the key of this clone)',
      },
    },
    examples: [
      'companyos deploy record --environment staging --result SUCCEEDED --started 2026-11-24T09:30:00Z',
    ],
    load: async () => (await import('../deployRecord')).deployRecord,
  }),
];
