import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './freePort';

/** A real Prometheus, which looks once a second at what a service says; and the service. */
export class ScrapingPrometheus {
  readonly #child: ChildProcess;
  readonly #dir: string;
  readonly #service: Server;
  readonly url: string;
  /** What the service says, as Prometheus reads it. */
  metrics = '';

  private constructor(options: {
    child: ChildProcess;
    dir: string;
    service: Server;
    url: string;
  }) {
    this.#child = options.child;
    this.#dir = options.dir;
    this.#service = options.service;
    this.url = options.url;
    options.service.on('request', (_req, res) => {
      res.setHeader('Content-Type', 'text/plain; version=0.0.4');
      res.end(this.metrics);
    });
  }

  static async start(job: string): Promise<ScrapingPrometheus> {
    const service = createServer().listen(0, '127.0.0.1');
    await once(service, 'listening');
    const target = `127.0.0.1:${(service.address() as AddressInfo).port}`;
    const dir = mkdtempSync(join(tmpdir(), 'prometheus-'));
    writeFileSync(
      join(dir, 'prometheus.yml'),
      JSON.stringify({
        global: { scrape_interval: '1s', scrape_timeout: '1s' },
        scrape_configs: [
          { job_name: job, static_configs: [{ targets: [target] }] },
        ],
      }),
    );
    const port = await freePort();
    const child = spawn(
      process.env.PROMETHEUS_BIN ?? 'prometheus',
      [
        `--config.file=${join(dir, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(dir, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    );
    const url = `http://127.0.0.1:${port}`;
    const started = new ScrapingPrometheus({ child, dir, service, url });
    for (let attempt = 0; ; attempt++) {
      const ready = await fetch(`${url}/-/ready`).catch(() => undefined);
      if (ready?.ok) return started;
      if (attempt === 200) throw new Error('Prometheus does not answer');
      await sleep(50);
    }
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
    this.#service.closeAllConnections();
    this.#service.close();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
