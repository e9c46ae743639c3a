import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type KeyLike } from 'jose';

/** What GitHub says of a push to the main branch of acme/pay. */
export const pushToMain = {
  sub: 'repo:acme@42/pay@4711:ref:refs/heads/main',
  repository: 'acme/pay',
  repository_id: '4711',
  repository_owner_id: '42',
  event_name: 'push',
  ref: 'refs/heads/main',
  run_id: '9001',
};

/** Signs tokens as GitHub does, and serves the keys for them over HTTP. */
export class Issuer {
  readonly #server: Server;
  readonly #key: KeyLike;
  #tokens = 0;

  private constructor(server: Server, key: KeyLike) {
    this.#server = server;
    this.#key = key;
  }

  static async start(): Promise<Issuer> {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'a', alg: 'RS256' }];
    const server = createServer((request, response) => {
      const found = request.url === '/.well-known/jwks';
      response.writeHead(found ? 200 : 404, {
        'Content-Type': 'application/json',
      });
      response.end(JSON.stringify(found ? { keys } : {}));
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new Issuer(server, privateKey);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A token that is used up by its first use. */
  token(
    claims: Record<string, unknown> = {},
    options: { audience?: string; key?: KeyLike; expires?: string } = {},
  ): Promise<string> {
    const { audience = 'portal', key = this.#key, expires = '5m' } = options;
    this.#tokens += 1;
    return new SignJWT({
      jti: `token-${this.#tokens}`,
      ...pushToMain,
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'a' })
      .setIssuer(this.url)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(key);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }
}
