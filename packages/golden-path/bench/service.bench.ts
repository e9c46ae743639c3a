/**
 * What the golden path costs a request: CPU of the server for one read with authentication, span, metrics, request line
 * and policy decision, by the rendered service's own parts, against bare Express 5 with the same record and against the
 * stock stack (automatic instrumentation, the same authentication, pooled call, log), alternating. And the policy client alone against undici's pool; and how
 * late an answer comes when the policy engine is down, against when it is up.
 *
 *   companyos bench service
 *
 * The service is rendered and its packages are installed once, in the user's cache folder. Prints
 * `name ours baseline ratio goal`: microseconds of CPU a request, and milliseconds of p99.
 */
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { Agent, createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { renderTemplate } from '../src';
import { fixtureValues } from '../src/testing';

const ROUNDS = 7;
const REQUESTS = 4000;
const CONNECTIONS = 32;
/** Few enough at once that an answer waits for the engine, and not for the processor. */
const FEW = 4;
const WARM_UP = 2;
const STOCK = [
  '@opentelemetry/sdk-node@0.300.0',
  '@opentelemetry/auto-instrumentations-node@0.82.0',
];
const GOALS = { bare: 6.5, stock: 0.6, client: 1.25, down: 1 };
const ISSUER = 'https://login.companyos.example';

const root = path.resolve(__dirname, '../../..');
const target = '/v1/customer-records/01943aa0-bc00-7619-9274-85ad811f5135';

/** The rendered service with its packages and those of the stock stack, built; in the cache, by its lock file. */
async function provideService(): Promise<string> {
  const cache =
    process.env.COMPANYOS_CACHE ??
    path.join(
      process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'),
      'companyos',
    );
  const draft = fs.mkdtempSync(path.join(os.tmpdir(), 'service-bench-'));
  try {
    const rendered = path.join(draft, 'customer-records');
    await renderTemplate({
      templateDir: path.join(root, 'templates/service-api'),
      roots: [root],
      values: fixtureValues(),
      targetDir: rendered,
    });
    const key = createHash('sha256')
      .update(fs.readFileSync(path.join(rendered, 'package-lock.json')))
      .update(STOCK.join())
      .digest('hex');
    const service = path.join(cache, 'service-bench', key.slice(0, 16));
    fs.cpSync(rendered, service, { recursive: true });
    const npm = (...args: string[]) =>
      execFileSync('npm', args, { cwd: service, stdio: 'ignore' });
    const installed = path.join(service, 'node_modules/.bench');
    if (!fs.existsSync(installed)) {
      npm('ci', '--no-audit', '--include=dev');
      npm('install', '--no-save', '--no-audit', ...STOCK);
      fs.writeFileSync(installed, '');
    }
    npm('run', '--silent', 'build');
    return service;
  } finally {
    fs.rmSync(draft, { recursive: true });
  }
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers everything with this, once the request is read. */
function answering(body: object): Server {
  const text = JSON.stringify(body);
  return createServer((req, res) => {
    req.resume().on('end', () => {
      res.setHeader('Content-Type', 'application/json');
      res.end(text);
    });
  });
}

/** An access token as the service takes it, and the key set that it is verified with (RFC 9068, RFC 7517). */
function issueToken(): { token: string; keys: object } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  const key = {
    ...publicKey.export({ format: 'jwk' }),
    kid: 'bench',
    alg: 'ES256',
  };
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: ISSUER,
    aud: 'bench',
    sub: 'dev-edith',
    iat: now,
    exp: now + 600,
    type: 'user',
    uid: '01a207bd-a9c0-7202-8000-000000000002',
    tenant_id: '01a207bd-a9c0-710f-9f22-f05e6ccbcbe5',
    role: 'editor',
    groups: ['crm'],
    data_access_level: 'confidential',
    status: 'active',
    acr: 'urn:companyos:acr:1',
    auth_time: now,
  };
  const encode = (part: object) =>
    Buffer.from(JSON.stringify(part)).toString('base64url');
  const header = encode({ alg: 'ES256', typ: 'at+jwt', kid: key.kid });
  const signed = `${header}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return {
    token: `${signed}.${signature.toString('base64url')}`,
    keys: { keys: [key] },
  };
}

class Contender {
  static async start(name: string, env: Record<string, string>) {
    const child = fork(path.join(__dirname, 'service', `${name}.mjs`), {
      env: { ...process.env, NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    return new Contender(child, port, env.TOKEN);
  }

  private readonly agent = new Agent({
    keepAlive: true,
    maxSockets: CONNECTIONS,
  });

  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
    private readonly token: string,
  ) {}

  /** Microseconds of CPU that a request takes, over so many. */
  async cpuOf(count: number): Promise<number> {
    const before = await this.cpu();
    await this.load(count, CONNECTIONS, 200);
    return ((await this.cpu()) - before) / count;
  }

  private async cpu(): Promise<number> {
    this.child.send('cpu');
    const [{ cpu }] = (await once(this.child, 'message')) as [{ cpu: number }];
    return cpu;
  }

  /** Sends requests, so many at a time; returns how long each took, in milliseconds. */
  async load(count: number, atOnce: number, status: number): Promise<number[]> {
    const times: number[] = [];
    let left = count;
    const worker = async () => {
      while (left > 0) {
        left -= 1;
        const started = performance.now();
        await this.request(status);
        times.push(performance.now() - started);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return times;
  }

  private request(status: number): Promise<void> {
    const { agent, port } = this;
    const headers = { Authorization: `Bearer ${this.token}` };
    const address = { agent, port, host: '127.0.0.1', path: target, headers };
    return new Promise((resolve, reject) => {
      get(address, response => {
        response.resume().on('end', () => {
          if (response.statusCode === status) resolve();
          else reject(new Error(`Answered ${response.statusCode}`));
        });
      }).on('error', reject);
    });
  }

  stop() {
    this.agent.destroy();
    this.child.kill();
  }
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

function p99(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length * 0.99)];
}

let missed = false;
function report(name: string, ours: number, baseline: number, goal: number) {
  const ratio = ours / baseline;
  missed ||= ratio > goal;
  const figures = [
    ours.toFixed(2),
    baseline.toFixed(2),
    ratio.toFixed(2),
    goal,
  ];
  process.stdout.write(`${[name, ...figures].join(' ')}\n`);
}

async function main() {
  const policy = answering({
    decision_id: '4f1d1b5e-6c0d-4a0e-9a53-0f6a1f0e7a55',
    result: { allow: true, reason: 'allowed', obligations: [] },
  });
  const sink = answering({});
  const { token, keys } = issueToken();
  const issuer = answering(keys);
  const service = await provideService();
  const env = {
    SERVICE_DIR: service,
    OPA_URL: await listen(policy),
    OTLP_URL: await listen(sink),
    JWKS_URL: `${await listen(issuer)}/jwks`,
    ISSUER,
    AUDIENCE: 'bench',
    TOKEN: token,
  };
  const contenders: Contender[] = [];
  const start = async (name: string, change = {}) => {
    contenders.push(await Contender.start(name, { ...env, ...change }));
    return contenders[contenders.length - 1];
  };
  try {
    const names = ['bare', 'ours', 'stock', 'client', 'pool'];
    for (const name of names) await start(name);
    const [, up] = contenders;
    const down = await start('ours', { OPA_URL: 'http://127.0.0.1:1' });
    const cpu = names.map((): number[] => []);
    const late: { up: number[]; down: number[] } = { up: [], down: [] };
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      for (const index of names.keys()) {
        const used = await contenders[index].cpuOf(REQUESTS);
        if (round >= 0) cpu[index].push(used);
      }
      const times = {
        up: p99(await up.load(REQUESTS, FEW, 200)),
        down: p99(await down.load(REQUESTS, FEW, 503)),
      };
      if (round >= 0) {
        late.up.push(times.up);
        late.down.push(times.down);
      }
    }
    const [bare, ours, stock, client, pool] = cpu.map(median);
    report('golden-path/bare', ours, bare, GOALS.bare);
    report('golden-path/stock', ours, stock, GOALS.stock);
    report('policy-client/pool', client, pool, GOALS.client);
    report('p99-down/up', median(late.down), median(late.up), GOALS.down);
  } finally {
    for (const contender of contenders) contender.stop();
    for (const server of [policy, sink, issuer]) {
      server.close();
      server.closeAllConnections();
    }
  }
  process.exitCode = missed ? 1 : 0;
}

main();
