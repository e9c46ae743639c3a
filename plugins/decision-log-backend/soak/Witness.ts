import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** Stands between OPAs and the portal, and writes down which decisions an OPA was told are stored. */
export class Witness {
  readonly #server: Server;
  readonly #acknowledged = new Set<string>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(target: string): Promise<Witness> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const witness = new Witness(server);
    server.on('request', async (req, res) => {
      try {
        const body = await buffer(req);
        const response = await fetch(`${target}${req.url}`, {
          method: 'POST',
          headers: {
            Authorization: req.headers.authorization ?? '',
            'Content-Type': 'application/json',
            ...(req.headers['content-encoding'] && {
              'Content-Encoding': 'gzip',
            }),
          },
          body: body as Uint8Array<ArrayBuffer>,
        });
        await response.arrayBuffer();
        if (response.ok && req.url?.endsWith('/logs')) witness.#note(body);
        res.statusCode = response.status;
      } catch {
        res.statusCode = 502;
      }
      res.end();
    });
    return witness;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  get acknowledged(): ReadonlySet<string> {
    return this.#acknowledged;
  }

  #note(body: Buffer): void {
    const events: { decision_id: string }[] = JSON.parse(
      gunzipSync(body).toString(),
    );
    for (const event of events) this.#acknowledged.add(event.decision_id);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
