import { once } from 'node:events';
import {
  createServer,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Server as NetServer, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from './config.ts';
import {
  PROBLEM_MEDIA_TYPE,
  problemDocument,
  ProblemError,
  type ProblemCode,
} from './http/problems.ts';

/** How often connections are looked at for timeouts, and for idleness while draining. */
const CHECK_INTERVAL_MS = 100;

export interface RunningServer {
  port: number;
  /**
   * Closes the port and waits for the requests in flight, at most `timeoutMs`. Their answers, and those to what is sent
   * on open connections meanwhile, end the connection.
   *
   * @returns whether all of them got their answer
   */
  drain(timeoutMs: number): Promise<boolean>;
}

/** The port cannot be opened. */
export class PortError extends Error {
  override name = 'PortError';
}

/**
 * Listens, and resolves once the port is open.
 *
 * @throws PortError when it cannot be opened, with what to change
 */
export async function startServer(
  listener: RequestListener,
  config: Pick<Config, 'HOST' | 'PORT' | 'REQUEST_TIMEOUT_MS'>,
): Promise<RunningServer> {
  const server = createServer(
    {
      requestTimeout: config.REQUEST_TIMEOUT_MS,
      headersTimeout: config.REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
    },
    listener,
  );
  server.on('clientError', refuse);
  const unanswered = new Set<ServerResponse>();
  server.prependListener('request', (_req, res: ServerResponse) => {
    unanswered.add(res);
    res.once('close', () => unanswered.delete(res));
  });
  try {
    server.listen(config.PORT, config.HOST);
    await once(server, 'listening');
  } catch (error) {
    throw new PortError(
      `Cannot listen: ${(error as Error).message}. Change HOST or PORT.`,
      { cause: error },
    );
  }
  return {
    port: (server.address() as AddressInfo).port,
    drain: timeoutMs => drain(server, unanswered, timeoutMs),
  };
}

async function drain(
  server: Server,
  unanswered: Iterable<ServerResponse>,
  timeoutMs: number,
): Promise<boolean> {
  const closed = once(server, 'close').then(() => true);
  for (const res of unanswered) {
    endConnection(res);
  }
  server.prependListener('request', (_req, res: ServerResponse) => {
    endConnection(res);
  });
  // The server's own `close` also ends kept-alive connections at once, with a request that is on its way on one. Here
  // they have until the first sweep.
  NetServer.prototype.close.call(server);
  // A kept-alive connection goes idle when its answer is sent, and would hold the server. Timers come before what has
  // arrived is read, also after a long pause; immediates come after it.
  const sweep = setInterval(() => {
    setImmediate(() => {
      server.closeIdleConnections();
    });
  }, CHECK_INTERVAL_MS);
  const giveUp = new AbortController();
  const late = sleep(timeoutMs, false, { signal: giveUp.signal }).catch(
    () => false,
  );
  const finished = await Promise.race([closed, late]);
  giveUp.abort();
  clearInterval(sweep);
  server.closeAllConnections();
  return finished;
}

/** Tells the caller that no other request will be taken on this connection. */
function endConnection(res: ServerResponse): void {
  if (!res.headersSent) {
    res.setHeader('Connection', 'close');
  }
}

const CLIENT_PROBLEMS: Record<string, ProblemCode> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
};

/** Answers what Node's parser refuses, before there is a request or a response. */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = CLIENT_PROBLEMS[error.code ?? ''] ?? 'MALFORMED_REQUEST';
  const document = problemDocument(
    new ProblemError(code, 'The request could not be read to its end.'),
  );
  const body = JSON.stringify(document);
  socket.end(
    [
      `HTTP/1.1 ${document.status} ${document.title}`,
      `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
