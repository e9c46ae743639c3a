import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod/v4';
import { CliError, exitCode } from '../errors';
import type { Credentials } from './credentials';

const tokenSchema = z.object({
  access_token: z.string(),
  expires_in: z.number(),
  refresh_token: z.string().optional(),
});

function authUrl(portal: string): string {
  return `${portal}/api/auth`;
}

/** The portal's own description of command line clients, which is also their id (a client id metadata document). */
export function clientId(portal: string): string {
  return `${authUrl(portal)}/.well-known/oauth-client/cli.json`;
}

async function requestTokens(
  portal: string,
  body: Record<string, string>,
): Promise<Credentials> {
  const response = await fetch(`${authUrl(portal)}/v1/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) {
    throw new CliError(
      `The portal did not give a token: ${await response.text()}`,
      exitCode.refused,
    );
  }
  const token = tokenSchema.parse(await response.json());
  return {
    accessToken: token.access_token,
    refreshToken: token.refresh_token,
    expiresAt: Date.now() + token.expires_in * 1000,
  };
}

/** Gets fresh credentials for expired ones. The refresh token changes each time. */
export function refresh(
  portal: string,
  refreshToken: string,
): Promise<Credentials> {
  return requestTokens(portal, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  });
}

/** Makes a refresh token worthless on the portal. */
export async function revoke(
  portal: string,
  refreshToken: string,
): Promise<void> {
  const response = await fetch(`${authUrl(portal)}/v1/revoke`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      token: refreshToken,
      token_type_hint: 'refresh_token',
      client_id: clientId(portal),
    }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok)
    throw new CliError(
      `The portal answered ${response.status} to the log-out.`,
    );
}

/**
 * Logs in through the browser: the OAuth authorization code flow with PKCE, answered on the loopback interface
 * (RFC 8252). `open` gets the URL that the person has to visit.
 */
export async function loginInBrowser(options: {
  portal: string;
  open(url: string): void;
  signal: AbortSignal;
}): Promise<Credentials> {
  const { portal, open, signal } = options;
  const state = randomBytes(32).toString('base64url');
  const verifier = randomBytes(64).toString('base64url');
  const callback = await listenForCode(state);
  try {
    const redirectUri = `http://127.0.0.1:${callback.port}/callback`;
    const authorize = new URL(`${authUrl(portal)}/v1/authorize`);
    authorize.search = new URLSearchParams({
      client_id: clientId(portal),
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid offline_access',
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }).toString();
    open(authorize.href);
    const code = await callback.code(signal);
    return await requestTokens(portal, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
  } finally {
    callback.close();
  }
}

function equal(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

/** A server on a free loopback port that waits for the browser to come back with the code. */
async function listenForCode(state: string) {
  let settle: (
    result: { code: string } | { error: CliError },
  ) => void = () => {};
  const result = new Promise<{ code: string } | { error: CliError }>(
    resolve => {
      settle = resolve;
    },
  );
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const answer = (status: number, text: string) => {
      response
        .writeHead(status, {
          'Content-Type': 'text/plain; charset=utf-8',
          Connection: 'close',
        })
        .end(text);
    };
    if (url.pathname !== '/callback') return answer(404, 'Not found');
    if (!equal(url.searchParams.get('state') ?? '', state))
      return answer(400, 'This answer is for another login.');
    const code = url.searchParams.get('code');
    if (code) {
      answer(200, 'You are logged in. This window can be closed.');
      return settle({ code });
    }
    answer(200, 'The login was refused. This window can be closed.');
    const reason =
      url.searchParams.get('error_description') ??
      url.searchParams.get('error') ??
      'no reason given';
    return settle({
      error: new CliError(
        `The login was refused: ${reason}.`,
        exitCode.refused,
      ),
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async code(signal: AbortSignal): Promise<string> {
      const aborted = new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), {
          once: true,
        });
      });
      const answer = await Promise.race([result, aborted]);
      if ('error' in answer) throw answer.error;
      return answer.code;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
