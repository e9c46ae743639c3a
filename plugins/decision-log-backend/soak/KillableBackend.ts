import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the OPAs of the soak have. */
export const TOKEN = 'decision-log-soak-token';

/** The plugin in a process of its own, which is killed and started again. */
export class KillableBackend {
  readonly #dir: string;
  readonly #config: string;
  readonly url: string;
  #child: ChildProcess | undefined;

  /** @param options.prefix - of the names of its databases */
  constructor(options: { dir: string; port: number; prefix: string }) {
    const { dir, port, prefix } = options;
    this.#dir = dir;
    this.#config = join(dir, 'app-config.json');
    this.url = `http://127.0.0.1:${port}`;
    const { POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD } =
      process.env;
    const config = {
      app: { baseUrl: this.url },
      backend: {
        baseUrl: this.url,
        listen: { host: '127.0.0.1', port },
        auth: {
          externalAccess: [
            { type: 'static', options: { token: TOKEN, subject: 'soak' } },
          ],
        },
        database: {
          client: 'pg',
          prefix,
          connection: {
            host: POSTGRES_HOST,
            port: Number(POSTGRES_PORT),
            user: POSTGRES_USER,
            password: POSTGRES_PASSWORD,
          },
        },
      },
    };
    writeFileSync(this.#config, JSON.stringify(config));
  }

  async start(): Promise<void> {
    const log = openSync(join(this.#dir, 'backend.log'), 'a');
    this.#child = spawn(
      process.execPath,
      [
        '--no-node-snapshot',
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        resolve(__dirname, 'backend.ts'),
        '--config',
        this.#config,
      ],
      {
        stdio: ['ignore', log, log],
        env: { ...process.env, NODE_ENV: 'test' },
      },
    );
    for (const end = Date.now() + 120_000; Date.now() < end; ) {
      const answer = await fetch(`${this.url}/api/decision-log/v1/instances`, {
        headers: { Authorization: `Bearer ${TOKEN}` },
      }).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok) return;
      await sleep(50);
    }
    throw new Error('The backend does not come up');
  }

  /** Ends it at once, whatever it is doing. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}
