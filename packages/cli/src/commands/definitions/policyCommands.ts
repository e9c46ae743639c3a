import { defineCommand, type Command } from '../../command';
import { portalOption } from './portalOption';

/** Commands: what a policy would change. */
export const policyCommands: Command[] = [
  defineCommand({
    path: ['policy', 'replay'],
    description:
      'Say which logged decisions another policy would change; fails on an unreviewed deny to allow',
    options: {
      policy: {
        type: 'string',
        value: 'DIR',
        description: 'Folder of the policy to try (policy)',
      },
      ref: {
        type: 'string',
        value: 'REF',
        description: 'Take that folder from a branch, tag or commit of Git',
      },
      decisions: {
        type: 'string',
        value: 'FILE',
        multiple: true,
        description:
          'Decisions: one event a line, or an array as OPA uploads it; may be gzip',
      },
      entity: {
        type: 'string',
        value: 'REF',
        description:
          'Or whose decisions to get from the portal, such as component:default/orders',
      },
      from: {
        type: 'string',
        value: 'TIME',
        description: 'From this time on (a day before --to)',
      },
      to: {
        type: 'string',
        value: 'TIME',
        description: 'Up to this time (now)',
      },
      ...portalOption,
      reviewed: {
        type: 'string',
        value: 'FILE',
        description:
          'What was reviewed and accepted, as YAML; see the guide of policy replay',
      },
    },
    examples: [
      'companyos policy replay --decisions decisions.jsonl',
      'companyos policy replay --ref origin/main --entity component:default/customer-records --from 2026-11-18T00:00:00Z',
      'companyos policy replay --entity component:default/customer-records --reviewed security/policy-reviews.yaml --json',
    ],
    load: async () => (await import('../policyReplay')).policyReplay,
  }),
];
