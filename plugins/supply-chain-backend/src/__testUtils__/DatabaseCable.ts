import {
  connect,
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import knexFactory, { type Knex } from 'knex';

/** A way to a database that can be cut. */
export class DatabaseCable {
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  readonly knex: Knex;

  private constructor(server: Server, sockets: Set<Socket>, knex: Knex) {
    this.#server = server;
    this.#sockets = sockets;
    this.knex = knex;
  }

  /** @param direct - the database, whose settings are taken over */
  static async lay(direct: Knex): Promise<DatabaseCable> {
    const { connection } = direct.client.config;
    const sockets = new Set<Socket>();
    const server = createServer(near => {
      const far = connect(connection.port, connection.host);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ]) {
        sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => sockets.delete(one));
      }
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const knex = knexFactory({
      ...direct.client.config,
      connection: {
        ...connection,
        // Hidden from a copy.
        password: connection.password,
        host: '127.0.0.1',
        port,
      },
    });
    return new DatabaseCable(server, sockets, knex);
  }

  /** Whoever connects afterwards gets through again. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async remove(): Promise<void> {
    await this.knex.destroy();
    await new Promise(resolve => {
      this.#server.close(resolve);
    });
  }
}
