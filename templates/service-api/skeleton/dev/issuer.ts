import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { z } from 'zod';
import { people } from './people.ts';

// Signs whatever it is asked to, for the people of people.json. It listens on this machine only, its keys live as long as
// the process, and the service trusts it in the stage `development` alone.

const LIFETIME_S = 10 * 60;
const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

const requestSchema = z.strictObject({
  user: z.string(),
  /** How the user signed in, such as `urn:companyos:acr:2`. */
  acr: z.string().min(1).max(255).optional(),
  /** How long ago that was, in seconds. */
  age: z.number().int().min(0).max(1_000_000).optional(),
});

export type TokenRequest = z.output<typeof requestSchema>;
type Key = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

export interface DevelopmentIssuer {
  url: string;
  jwksUrl: string;
  /** For what the claims of a seeded user do not cover: any claims, header and key. */
  key: Key;
  keyId: string;
  token(request: TokenRequest): Promise<string>;
  stop(): Promise<void>;
}

export async function startIssuer(options: {
  audience: string;
  port?: number;
}): Promise<DevelopmentIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const keyId = createHash('sha256')
    .update(JSON.stringify(jwk))
    .digest('hex')
    .slice(0, 16);
  const keys = { keys: [{ ...jwk, kid: keyId, alg: 'ES256', use: 'sig' }] };

  const server = createServer((req, res) => {
    answer(req, res).catch((error: unknown) => {
      send(res, 400, {
        error: 'invalid_request',
        error_description: String(error),
      });
    });
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function token({ user, acr, age = 0 }: TokenRequest): Promise<string> {
    const claims = people[user];
    if (!claims || !Object.hasOwn(people, user)) {
      throw new Error(
        `There is no user ${user}. Users: ${Object.keys(people).join(', ')}.`,
      );
    }
    const now = Math.floor(Date.now() / 1000);
    const isPerson = 'type' in claims && claims.type === 'user';
    const authentication = isPerson
      ? { acr: acr ?? 'urn:companyos:acr:1', auth_time: now - age }
      : {};
    return new SignJWT({ ...claims, ...authentication })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: keyId })
      .setIssuer(url)
      .setAudience(options.audience)
      .setIssuedAt(now)
      .setExpirationTime(now + LIFETIME_S)
      .sign(privateKey);
  }

  async function answer(
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    // A page in a browser must not get at tokens, by another name for this machine or by a form.
    if (!LOOPBACK_HOST.test(req.headers.host ?? '') || req.headers.origin) {
      send(res, 403, { error: 'access_denied' });
    } else if (req.url === '/jwks' && req.method === 'GET') {
      send(res, 200, keys);
    } else if (req.url === '/users' && req.method === 'GET') {
      send(res, 200, people);
    } else if (req.url === '/token' && req.method === 'POST') {
      const access_token = await token(requestSchema.parse(await json(req)));
      if (req.headers.accept === 'text/plain') {
        res.setHeader('Content-Type', 'text/plain').end(access_token);
      } else {
        send(res, 200, {
          access_token,
          token_type: 'Bearer',
          expires_in: LIFETIME_S,
        });
      }
    } else {
      send(res, 404, { error: 'not_found' });
    }
  }

  return {
    url,
    jwksUrl: `${url}/jwks`,
    key: privateKey,
    keyId,
    token,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function send(res: ServerResponse, status: number, body: unknown): void {
  res
    .writeHead(status, { 'Content-Type': 'application/json' })
    .end(JSON.stringify(body));
}
