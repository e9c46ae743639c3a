import fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { login, logout } from '../commands/login';
import { testContext, useTemporaryFolder } from '../testing';
import { CredentialStore } from './credentials';
import { normalisePortal, openSession } from './session';

jest.setTimeout(60_000);

const folder = useTemporaryFolder();
const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
const ada = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'ada' },
};
const nodeEnv = process.env.NODE_ENV;

// Only then does the auth backend let a client on plain http describe itself.
beforeEach(() => Object.assign(process.env, { NODE_ENV: 'development' }));
afterEach(() => Object.assign(process.env, { NODE_ENV: nodeEnv }));

async function startPortal(auth: object): Promise<string> {
  const knex = await databases.init('POSTGRES_18');
  const { server } = await startTestBackend({
    features: [
      authPlugin,
      catalogServiceMock.factory({ entities: [ada] }),
      mockServices.database.factory({ knex }),
      mockServices.rootConfig.factory({
        data: { app: { baseUrl: 'http://localhost:3000' }, auth },
      }),
    ],
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

const switchedOn = {
  clientIdMetadataDocuments: { enabled: true, allowedClientIdPatterns: [] },
  experimentalRefreshToken: { enabled: true },
};

function context() {
  return testContext({ env: { XDG_CONFIG_HOME: folder.path('config') } });
}

/** What a person does in the browser: opens the page, is signed in there, and says yes or no. */
async function answerInBrowser(
  ctx: { lines: string[] },
  portal: string,
  answer: 'approve' | 'reject',
) {
  let url: string | undefined;
  while (!url) {
    url = ctx.lines.join('').match(/https?:\S+authorize\S+/)?.[0];
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
  }
  const consent =
    (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
  const session = consent.split('/').pop();
  const decided = await fetch(
    `${portal}/api/auth/v1/sessions/${session}/${answer}`,
    {
      method: 'POST',
      headers: {
        Authorization: mockCredentials.user.header('user:default/ada'),
      },
    },
  );
  const { redirectUrl } = (await decided.json()) as { redirectUrl: string };
  return (await fetch(redirectUrl)).text();
}

it('logs in through the browser, refreshes what has expired, and logs out', async () => {
  const portal = await startPortal(switchedOn);
  const ctx = context();
  const [, page] = await Promise.all([
    login({ options: { portal, 'no-browser': true } }, ctx),
    answerInBrowser(ctx, portal, 'approve'),
  ]);
  expect(page).toBe('You are logged in. This window can be closed.');

  const store = new CredentialStore(ctx.env);
  expect(fs.statSync(store.file).mode & 0o777).toBe(0o600);
  const first = store.get(portal)!;
  const claims = JSON.parse(
    Buffer.from(first.accessToken.split('.')[1], 'base64url').toString(),
  );
  expect(claims.sub).toBe('user:default/ada');
  expect((await openSession(undefined, ctx.env)).token).toBe(first.accessToken);

  store.set(portal, { ...first, expiresAt: Date.now() - 1 });
  await openSession(undefined, ctx.env);
  const second = store.get(portal)!;
  expect(second.refreshToken).not.toBe(first.refreshToken);
  expect(second.expiresAt).toBeGreaterThan(Date.now());

  await logout({ options: {} }, ctx);
  await expect(openSession(portal, ctx.env)).rejects.toThrow(
    `There is no login for ${portal}`,
  );
  store.set(portal, { ...second, expiresAt: 0 });
  await expect(openSession(portal, ctx.env)).rejects.toThrow('has expired');
});

it('says so when the person refuses', async () => {
  const portal = await startPortal(switchedOn);
  const ctx = context();
  const attempt = login({ options: { portal, 'no-browser': true } }, ctx).catch(
    error => error.message,
  );
  await answerInBrowser(ctx, portal, 'reject');
  expect(await attempt).toBe('The login was refused: User denied the request.');
});

it('says what to do where the portal has no login for tools', async () => {
  const portal = await startPortal({});
  await expect(login({ options: { portal } }, context())).rejects.toThrow(
    'companyos login --token TOKEN',
  );
});

it('keeps a token that the person brings, and prefers the one of the environment', async () => {
  const ctx = context();
  const portal = 'https://portal.example.com';
  await login({ options: { portal: `${portal}/`, token: 'cos_mine' } }, ctx);
  expect(await openSession(undefined, ctx.env)).toEqual({
    portal,
    token: 'cos_mine',
  });
  expect(
    await openSession(undefined, { ...ctx.env, COMPANYOS_TOKEN: 'cos_ci' }),
  ).toEqual({ portal, token: 'cos_ci' });
});

it('does not send a token over plain http to another machine', () => {
  expect(() => normalisePortal('http://portal.example.com')).toThrow(
    'must begin with https://',
  );
  expect(normalisePortal('http://localhost:7007/')).toBe(
    'http://localhost:7007',
  );
});
