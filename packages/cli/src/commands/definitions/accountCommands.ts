import { defineCommand, type Command } from '../../command';
import { portalOption } from './portalOption';

/** Commands: who one is to a portal. */
export const accountCommands: Command[] = [
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
    load: async () => (await import('../login')).login,
  }),
  defineCommand({
    path: ['logout'],
    description: 'Forget the login to a portal',
    options: portalOption,
    examples: ['companyos logout'],
    load: async () => (await import('../login')).logout,
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
    load: async () => (await import('../token')).tokenCreate,
  }),
  defineCommand({
    path: ['token', 'list'],
    description: 'List your tokens',
    options: portalOption,
    examples: ['companyos token list --json'],
    load: async () => (await import('../token')).tokenList,
  }),
  defineCommand({
    path: ['token', 'revoke'],
    description: 'Make a token worthless',
    arguments: { usage: 'ID', min: 1, max: 1 },
    options: portalOption,
    examples: ['companyos token revoke 3e0b6b5c-2f0e-4f5c-9d53-0c3f8a1f6f0e'],
    load: async () => (await import('../token')).tokenRevoke,
  }),
];
