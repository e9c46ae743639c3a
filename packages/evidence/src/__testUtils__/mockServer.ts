import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { fulcioHandler } from '@sigstore/mock';

type MockHandler = ReturnType<typeof fulcioHandler>;
type Answer = Awaited<ReturnType<MockHandler['fn']>>;

type Handler = {
  path: string;
  fn(
    body: string,
    headers: http.IncomingHttpHeaders,
  ): Promise<Answer & { etag?: string }>;
};

/**
 * Fulcio as cosign knows it: the token is in a header, and the answer is 200. The mock looks for it in the body and
 * answers with 201.
 */
export function asFulcio({ path, fn }: MockHandler): Handler {
  return {
    path,
    async fn(body, { authorization }) {
      const [scheme, oidcIdentityToken] = authorization?.split(' ') ?? [];
      const credentials =
        scheme === 'Bearer' ? { credentials: { oidcIdentityToken } } : {};
      const answer = await fn(
        JSON.stringify({ ...JSON.parse(body), ...credentials }),
      );
      return { ...answer, statusCode: answer.statusCode === 201 ? 200 : 400 };
    },
  };
}

/**
 * Rekor as its clients know it: of an envelope it stores digests and the signature, and it names the entry in a header.
 * The mock stores what it was sent, which nobody accepts as an entry.
 */
export function asRekor({ path, fn }: MockHandler): Handler {
  return {
    path,
    async fn(body) {
      const { kind, apiVersion, spec } = JSON.parse(body);
      const stored = kind === 'dsse' ? digestsOf(spec.proposedContent) : spec;
      const answer = await fn(
        JSON.stringify({ kind, apiVersion, spec: stored }),
      );
      const [etag] = Object.keys(JSON.parse(answer.response.toString()));
      return { ...answer, etag };
    },
  };
}

function digestsOf(content: { envelope: string; verifiers: string[] }) {
  const { payload, signatures } = JSON.parse(content.envelope);
  return {
    envelopeHash: sha256(content.envelope),
    payloadHash: sha256(Buffer.from(payload, 'base64')),
    signatures: [
      { signature: signatures[0].sig, verifier: content.verifiers[0] },
    ],
  };
}

function sha256(content: string | Buffer) {
  const value = createHash('sha256').update(content).digest('hex');
  return { algorithm: 'sha256', value };
}

/** By which a job shows that it is the one that may ask for a token. */
export const REQUEST_TOKEN = 'request-token';

/**
 * Where the job of a workflow asks for its token, as GitHub has it: the audience is added to the address.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export function asTokenEndpoint(path: string, token: string): Handler {
  return {
    path: `${path}&audience=sigstore`,
    async fn(_body, { authorization }) {
      const known = authorization === `Bearer ${REQUEST_TOKEN}`;
      return {
        statusCode: known ? 200 : 401,
        response: JSON.stringify(known ? { value: token } : {}),
        contentType: 'application/json',
      };
    },
  };
}

/** Serves handlers, which may be added later, on a free port of this machine. */
export async function serve() {
  const handlers: Handler[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const handler = handlers.find(({ path }) => path === request.url);
    if (!handler) {
      response.writeHead(404).end();
      return;
    }
    const body = Buffer.concat(chunks).toString();
    const answer = await handler.fn(body, request.headers);
    response
      .writeHead(answer.statusCode, {
        'Content-Type': answer.contentType ?? 'text/plain',
        ...(answer.etag ? { ETag: answer.etag } : {}),
      })
      .end(answer.response);
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    handlers,
    async stop() {
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
    },
  };
}
