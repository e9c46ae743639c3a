import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './freePort';

const POLICY = `package pay
decision := {"allow": input.subject.id == "ada", "reason": "who it is"}
flag if input.subject.id == "ada"
conflict := 1 if input.clash
conflict := 2 if input.clash
`;

/** A real OPA that uploads its decision log and status, as often as it can. */
export class LoggingOpa {
  readonly #child: ChildProcess;
  readonly #dir: string;
  readonly url: string;

  private constructor(child: ChildProcess, dir: string, url: string) {
    this.#child = child;
    this.#dir = dir;
    this.url = url;
  }

  /** @param portal - the service that it uploads to, and with which token */
  static async start(portal: {
    url: string;
    token: string;
  }): Promise<LoggingOpa> {
    const dir = mkdtempSync(join(tmpdir(), 'logging-opa-'));
    const port = await freePort();
    const config = {
      services: {
        portal: {
          url: portal.url,
          credentials: { bearer: { token: portal.token } },
        },
      },
      labels: { entity: 'component:default/pay' },
      decision_logs: {
        service: 'portal',
        reporting: { min_delay_seconds: 1, max_delay_seconds: 1 },
      },
      status: { service: 'portal', prometheus: true },
    };
    writeFileSync(join(dir, 'config.json'), JSON.stringify(config));
    writeFileSync(join(dir, 'policy.rego'), POLICY);
    const child = spawn(
      process.env.OPA_BIN ?? 'opa',
      [
        ...['run', '--server', `--addr=127.0.0.1:${port}`],
        ...['--disable-telemetry', '--log-level=error'],
        ...['--config-file', join(dir, 'config.json')],
        join(dir, 'policy.rego'),
      ],
      { stdio: 'ignore' },
    );
    const url = `http://127.0.0.1:${port}`;
    const opa = new LoggingOpa(child, dir, url);
    for (let attempt = 0; ; attempt++) {
      const health = await fetch(`${url}/health`).catch(() => undefined);
      if (health?.ok) return opa;
      if (attempt === 200) throw new Error('OPA does not answer');
      await sleep(50);
    }
  }

  /** Asks for a decision, and says under which id it is logged. */
  async decide(path: string, input: unknown): Promise<string> {
    const response = await fetch(`${this.url}/v1/data/${path}`, {
      method: 'POST',
      // A text is sent as it is: a number in it may be larger than JavaScript's.
      body: `{"input":${
        typeof input === 'string' ? input : JSON.stringify(input)
      }}`,
    });
    const body = (await response.json()) as { decision_id: string };
    return body.decision_id;
  }

  /** Asks ad hoc; OPA does not say under which id. */
  async query(query: string): Promise<void> {
    await fetch(`${this.url}/v1/query`, {
      method: 'POST',
      body: JSON.stringify({ query }),
    });
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
