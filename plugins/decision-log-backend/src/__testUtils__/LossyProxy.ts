import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';

/** Stands between OPA and the portal, and takes events out of the uploads that it passes on. */
export class LossyProxy {
  readonly #server: Server;
  #toLose: number;

  private constructor(server: Server, toLose: number) {
    this.#server = server;
    this.#toLose = toLose;
  }

  static async start(target: string, toLose: number): Promise<LossyProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new LossyProxy(server, toLose);
    server.on('request', async (req, res) => {
      const body = await buffer(req);
      const isLog = req.url?.endsWith('/logs');
      const response = await fetch(`${target}${req.url}`, {
        method: 'POST',
        headers: {
          Authorization: req.headers.authorization ?? '',
          'Content-Type': 'application/json',
          ...(isLog && { 'Content-Encoding': 'gzip' }),
        },
        body: (isLog ? proxy.#lose(body) : body) as Uint8Array<ArrayBuffer>,
      });
      res.statusCode = response.status;
      res.end(await response.text());
    });
    return proxy;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  #lose(body: Buffer): Buffer {
    const events: unknown[] = JSON.parse(gunzipSync(body).toString());
    const kept = events.slice(Math.min(this.#toLose, events.length));
    this.#toLose -= events.length - kept.length;
    return gzipSync(JSON.stringify(kept));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
