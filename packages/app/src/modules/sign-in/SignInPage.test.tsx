import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  githubAuthApiRef,
  type IdentityApi,
} from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { oidcAuthApiRef, type SignInApi } from './oidcAuthApi';
import { recallChoice, rememberChoice } from './rememberedChoice';
import { SignInPage } from './SignInPage';

const ada = {
  entityRef: 'user:default/ada',
  name: 'Ada Okafor',
  title: 'Platform lead',
  groups: ['Platform', 'Senior engineers'],
};
const mei = {
  entityRef: 'user:default/mei',
  name: 'Mei Tanaka',
  title: 'Security lead',
  groups: ['Security'],
};
const identity = {
  type: 'user' as const,
  userEntityRef: ada.entityRef,
  ownershipEntityRefs: [ada.entityRef, 'group:default/platform'],
};
const session = (token = 'token-1') => ({
  providerInfo: {},
  profile: { displayName: ada.name },
  backstageIdentity: { token, expiresInSeconds: 3600, identity },
});

type Answer = { status?: number; body: unknown };

/** Stands in for the auth backend: answers by method and path. */
function answerWith(answers: Record<string, () => Answer>) {
  const calls: { path: string; headers: Headers }[] = [];
  jest.spyOn(global, 'fetch').mockImplementation(async (input, init) => {
    const path = `${init?.method ?? 'GET'} ${String(input).replace(
      /^.*\/api\/auth/,
      '',
    )}`;
    calls.push({ path, headers: new Headers(init?.headers) });
    const { status = 200, body } = answers[path]();
    return new Response(JSON.stringify(body), {
      status,
      headers: { 'Content-Type': 'application/json' },
    });
  });
  return calls;
}

const refusal = (status: number, name: string, message: string) => ({
  status,
  body: { error: { name, message }, response: { statusCode: status } },
});
const people = () => ({ body: { items: [ada, mei] } });

const accountMock = (
  getBackstageIdentity: SignInApi['getBackstageIdentity'],
) => ({
  getBackstageIdentity,
  getProfile: async () => ({ displayName: ada.name }),
  signOut: jest.fn(async () => {}),
  signIn: jest.fn(),
  sessionState$: jest.fn(),
});
const noSession = accountMock(async () => undefined);

function show(
  providers: string[],
  github = noSession,
  app: Record<string, unknown> = {},
) {
  const onSignInSuccess = jest.fn<void, [IdentityApi]>();
  renderInTestApp(<SignInPage onSignInSuccess={onSignInSuccess} />, {
    config: {
      app: { title: 'CompanyOS', signIn: { providers }, ...app },
      backend: { baseUrl: 'http://localhost:7007' },
    },
    apis: [
      mockApis.discovery({ baseUrl: 'http://localhost:7007' }),
      [githubAuthApiRef, github],
      [oidcAuthApiRef, noSession],
    ],
  });
  return {
    identity: async () => {
      await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
      return onSignInSuccess.mock.calls[0][0];
    },
    onSignInSuccess,
  };
}

beforeEach(() => localStorage.clear());
afterEach(() => jest.restoreAllMocks());

describe('signing in as one of the people', () => {
  it('shows each with role and groups, and gives the portal their identity', async () => {
    const calls = answerWith({
      'GET /personas/people': people,
      'POST /personas/refresh': () => ({ body: session() }),
    });
    const page = show(['personas']);
    expect(
      await screen.findByRole('heading', { name: 'Sign in to CompanyOS' }),
    ).toBeInTheDocument();
    expect(await screen.findByText('Security lead')).toBeInTheDocument();
    expect(screen.getByText('Platform · Senior engineers')).toBeInTheDocument();

    await userEvent.click(screen.getByRole('button', { name: /Ada Okafor/ }));
    const signedIn = await page.identity();
    expect(calls[1].headers.get('X-CompanyOS-Persona')).toBe(ada.entityRef);
    await expect(signedIn.getBackstageIdentity()).resolves.toEqual(identity);
    await expect(signedIn.getProfileInfo()).resolves.toEqual({
      displayName: ada.name,
    });
    await expect(signedIn.getCredentials()).resolves.toEqual({
      token: 'token-1',
    });
  });

  it('works by keyboard: type to find, Enter to sign in as the only match', async () => {
    const calls = answerWith({
      'GET /personas/people': people,
      'POST /personas/refresh': () => ({ body: session() }),
    });
    const page = show(['personas']);
    await userEvent.type(
      await screen.findByRole('searchbox', { name: 'Find a person' }),
      'lead SECUR',
    );
    expect(
      screen.queryByRole('button', { name: /Ada Okafor/ }),
    ).not.toBeInTheDocument();
    await userEvent.keyboard('{Enter}');
    await page.identity();
    expect(calls[1].headers.get('X-CompanyOS-Persona')).toBe(mei.entityRef);
  });

  it('stays signed in over a reload until signing out', async () => {
    const calls = answerWith({
      'GET /personas/people': people,
      'POST /personas/refresh': () => ({ body: session() }),
    });
    rememberChoice({ way: 'personas', entityRef: ada.entityRef });
    const signedIn = await show(['personas']).identity();
    expect(calls.map(({ path }) => path)).toEqual(['POST /personas/refresh']);
    await signedIn.signOut();
    expect(recallChoice()).toBeUndefined();
  });

  it('asks for a new token shortly before the old one ends, once for all who wait', async () => {
    let issued = 0;
    const calls = answerWith({
      'POST /personas/refresh': () => ({ body: session(`token-${++issued}`) }),
    });
    rememberChoice({ way: 'personas', entityRef: ada.entityRef });
    const signedIn = await show(['personas']).identity();
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now + 3600_000 - 30_000);
    await expect(
      Promise.all([signedIn.getCredentials(), signedIn.getCredentials()]),
    ).resolves.toEqual([{ token: 'token-2' }, { token: 'token-2' }]);
    expect(calls).toHaveLength(2);
  });

  it('says who is refused and why, and lets somebody else in', async () => {
    answerWith({
      'GET /personas/people': people,
      'POST /personas/refresh': () =>
        refusal(
          403,
          'NotAllowedError',
          "The catalog has no 'user:default/ada'",
        ),
    });
    rememberChoice({ way: 'personas', entityRef: ada.entityRef });
    const page = show(['personas'], noSession, {
      support: { url: 'https://help.example.com' },
    });
    expect(
      await screen.findByRole('heading', {
        name: 'CompanyOS does not know you yet',
      }),
    ).toBeInTheDocument();
    expect(
      screen.getByText('You asked to come in as user:default/ada.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/The catalog has no 'user:default\/ada'/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Ask the Platform team' }),
    ).toHaveAttribute('href', 'https://help.example.com');
    expect(page.onSignInSuccess).not.toHaveBeenCalled();
    expect(recallChoice()).toBeUndefined();

    await userEvent.click(
      screen.getByRole('button', { name: 'Sign in as someone else' }),
    );
    expect(
      await screen.findByRole('button', { name: /Mei Tanaka/ }),
    ).toBeInTheDocument();
  });

  it('tells an empty catalog from one that cannot be read', async () => {
    let answer: Answer = { body: { items: [] } };
    answerWith({ 'GET /personas/people': () => answer });
    show(['personas']);
    expect(
      await screen.findByText('Nobody to sign in as yet'),
    ).toBeInTheDocument();
    answer = refusal(500, 'Error', 'database down');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('Could not load people'),
    ).toBeInTheDocument();
    answer = people();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('button', { name: /Ada Okafor/ }),
    ).toBeInTheDocument();
  });

  it('says so where personas are off', async () => {
    answerWith({
      'GET /personas/people': () => refusal(404, 'NotFoundError', 'Unknown'),
    });
    show(['personas']);
    expect(
      await screen.findByText(/one of the catalog's people is off/),
    ).toBeInTheDocument();
  });
});

describe('signing in with an account', () => {
  const granted = { token: 'token-g', identity };

  it('opens the provider, and takes its session up after a reload', async () => {
    const getIdentity = jest.fn(async () => granted);
    const github = accountMock(getIdentity);
    const page = show(['github', 'oidc'], github);
    expect(
      await screen.findByRole('button', { name: /company account/ }),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Sign in with your GitHub account' }),
    );
    const signedIn = await page.identity();
    expect(getIdentity).toHaveBeenCalledWith({ instantPopup: true });
    expect(recallChoice()).toEqual({ way: 'github' });

    await show(['github'], github).identity();
    expect(getIdentity).toHaveBeenCalledWith({ optional: true });

    await signedIn.signOut();
    expect(github.signOut).toHaveBeenCalledTimes(1);
    expect(recallChoice()).toBeUndefined();
  });

  it('starts anew when the session is gone', async () => {
    rememberChoice({ way: 'github' });
    show(['github']);
    expect(
      await screen.findByRole('button', {
        name: 'Sign in with your GitHub account',
      }),
    ).toBeEnabled();
  });

  it('tells somebody whom the catalog does not know what is missing', async () => {
    const github = accountMock(async () => {
      throw new Error(
        'Failed to sign-in, unable to resolve user identity. Please verify that …',
      );
    });
    show(['github'], github);
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Sign in with your GitHub account',
      }),
    );
    expect(
      await screen.findByText('You signed in with your GitHub account.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/No user in the catalog belongs to this account/),
    ).toBeInTheDocument();
  });

  it('shows any other failure beside the choice', async () => {
    const github = accountMock(async () => {
      throw new Error('Login failed, popup was closed');
    });
    show(['github'], github);
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Sign in with your GitHub account',
      }),
    );
    expect(
      await screen.findByText(/Login failed, popup was closed/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Sign in with your GitHub account' }),
    ).toBeEnabled();
  });
});

it('does not take up a way that is no longer configured', async () => {
  rememberChoice({ way: 'personas', entityRef: ada.entityRef });
  const calls = answerWith({});
  show(['github']);
  expect(
    await screen.findByRole('button', {
      name: 'Sign in with your GitHub account',
    }),
  ).toBeInTheDocument();
  expect(calls).toEqual([]);
});

it('says what to configure when there is no way in', async () => {
  show([]);
  expect(await screen.findByText(/app\.signIn\.providers/)).toBeInTheDocument();
});
