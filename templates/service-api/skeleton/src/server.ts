import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
   * Closes the port and waits for the requests in flight, at most `timeoutMs`.
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
    drain: timeoutMs => drain(server, timeoutMs),
  };
}

async function drain(server: Server, timeoutMs: number): Promise<boolean> {
  const closed = once(server, 'close').then(() => true);
  server.close();
  // A kept-alive connection goes idle when its answer is sent, and would hold the server.
  const sweep = setInterval(() => {
    server.closeIdleConnections();
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
