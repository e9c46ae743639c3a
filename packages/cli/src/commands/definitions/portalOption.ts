import type { OptionDefinition } from '../../command';

/** The option of every command that talks to a portal. */
export const portalOption = {
  portal: {
    type: 'string',
    value: 'URL',
    description: 'The portal (COMPANYOS_PORTAL, else the last login)',
  },
} satisfies Record<string, OptionDefinition>;
