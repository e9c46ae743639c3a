import net from 'node:net';
import { CliError } from '../errors';

function listen(port: number): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      resolve(server),
    );
  });
}

function close(server: net.Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
  });
}

/** A port on the loopback interface that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = await listen(0);
  const { port } = server.address() as net.AddressInfo;
  await close(server);
  return port;
}

/** This port, so that an address stays the same, or any free one where something else listens on it. */
export async function preferPort(port: number): Promise<number> {
  try {
    await close(await listen(port));
    return port;
  } catch {
    return freePort();
  }
}

/** Refuses a port that something else listens on, and says how to choose another. */
export async function requireFreePort(
  port: number,
  what: string,
  option: string,
): Promise<void> {
  try {
    await close(await listen(port));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new CliError(
        `Port ${port}, which ${what} needs, is taken by another program. Stop that program, or choose another port with ${option}.`,
      );
    }
    if (code === 'EACCES') {
      throw new CliError(
        `Port ${port} may not be used by this user: choose one above 1023 with ${option}.`,
      );
    }
    throw error;
  }
}
