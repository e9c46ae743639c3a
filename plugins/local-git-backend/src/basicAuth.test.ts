import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { NotAllowedError } from '@backstage/errors';
import { authenticateBasic } from './basicAuth';
import { callerName } from './caller';

const auth = mockServices.auth({ pluginId: 'local-git' });

function basic(text: string) {
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

it('takes the password for the token, whatever the user name', async () => {
  const token = mockCredentials.user.token('user:default/ada');
  const caller = await authenticateBasic(basic(`anyone:${token}`), auth);
  expect(callerName(caller)).toBe('user:default/ada');
});

it('knows services too', async () => {
  const token = mockCredentials.service.token({
    onBehalfOf: mockCredentials.service('plugin:scaffolder'),
    targetPluginId: 'local-git',
  });
  const caller = await authenticateBasic(basic(`x:${token}`), auth);
  expect(callerName(caller)).toBe('plugin:scaffolder');
});

it.each([
  ['no header', undefined],
  ['another scheme', `Bearer ${mockCredentials.user.token()}`],
  ['no colon', basic('token')],
  ['an empty password', basic('ada:')],
  ['not base64', 'Basic §§§'],
  ['an unknown token', basic('ada:wrong')],
  ['a token of nobody', basic(`ada:${mockCredentials.user.invalidToken()}`)],
])('refuses %s', async (_, header) => {
  await expect(authenticateBasic(header, auth)).rejects.toMatchObject({
    name: 'AuthenticationError',
  });
});

it('tells a token that is not for Git from a bad one', async () => {
  const restricted = mockServices.auth.mock({
    authenticate: async () => {
      throw new NotAllowedError('not for local-git');
    },
  });
  await expect(
    authenticateBasic(basic('ada:token'), restricted),
  ).rejects.toMatchObject({ name: 'NotAllowedError' });
});

it('names the person behind an access token', () => {
  const token = 'external:token:user:default/ada/git-crm';
  expect(callerName(mockCredentials.service(token))).toBe('user:default/ada');
});
