/**
 * How long the portal's server takes from its start to the first 200 of the catalog, and how much memory it holds
 * then, against a plain app of Backstage's own generator: both as built bundles, with a compile cache, on databases of
 * the same PostgreSQL, started in turn.
 *
 * Needs `companyos build`. The plain app is generated and built once, in the user's cache folder.
 *
 * Prints `name ours baseline ratio goal`: medians in milliseconds, and in MB, where the goal is a difference.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const GENERATOR = '@backstage/create-app@0.9.2';
const ROUNDS = 5;
const TIME_GOAL = 1.1;
const MEMORY_GOAL_MB = 60;
const TOKEN = 'warm-start-bench-token';

const root = path.resolve(__dirname, '../../..');
const plainDir =
  process.env.PLAIN_BACKSTAGE_DIR ??
  path.join(
    process.env.COMPANYOS_CACHE ??
      process.env.XDG_CACHE_HOME ??
      path.join(os.homedir(), '.cache'),
    'companyos/plain-backstage/0.9.2/app',
  );

type Contender = { name: string; bundle: string; config: object };

/** Makes the plain app: generated, installed with the versions that the portal is pinned to, and built. */
function provideApp(): string {
  const bundle = path.join(plainDir, '.bench/bundle');
  if (fs.existsSync(path.join(bundle, 'packages/backend/dist'))) return bundle;
  const run = (command: string, args: string[], cwd: string) =>
    execFileSync(command, args, {
      cwd,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, BACKSTAGE_APP_NAME: 'plain', NODE_ENV: '' },
    });
  if (!fs.existsSync(path.join(plainDir, 'package.json'))) {
    fs.mkdirSync(path.dirname(plainDir), { recursive: true });
    run(
      'npx',
      ['--yes', GENERATOR, '--skip-install', '--path', plainDir],
      path.dirname(plainDir),
    );
  }
  const file = path.join(plainDir, 'package.json');
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  const ours = JSON.parse(
    fs.readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  manifest.resolutions = { ...ours.resolutions, ...manifest.resolutions };
  delete manifest.packageManager;
  fs.writeFileSync(file, JSON.stringify(manifest, null, 2));
  fs.writeFileSync(
    path.join(plainDir, '.yarnrc.yml'),
    'nodeLinker: node-modules\nenableTelemetry: false\n',
  );
  run('yarn', ['install'], plainDir);
  run('yarn', ['tsc'], plainDir);
  run('yarn', ['build:backend'], plainDir);
  fs.mkdirSync(path.join(bundle, 'node_modules'), { recursive: true });
  run(
    'tar',
    [
      'xzf',
      path.join(plainDir, 'packages/backend/dist/bundle.tar.gz'),
      '-C',
      bundle,
    ],
    plainDir,
  );
  fs.symlinkSync(
    path.join(bundle, 'packages/app'),
    path.join(bundle, 'node_modules/app'),
  );
  return bundle;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (!address || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function measure(contender: Contender, dir: string) {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const { name, bundle, config } = contender;
  const configFile = path.join(dir, `${name}.yaml`);
  fs.writeFileSync(configFile, JSON.stringify(config));
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [
      'packages/backend',
      ...['--config', path.join(bundle, '../../app-config.yaml')],
      ...['--config', configFile],
    ],
    {
      cwd: bundle,
      stdio: ['ignore', fs.openSync(path.join(dir, `${name}.log`), 'a'), 2],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NODE_COMPILE_CACHE: path.join(dir, `compile-cache-${name}`),
        BACKEND_SECRET: 'warm-start-bench-secret',
        GITHUB_TOKEN: 'none',
        COMPANYOS_SERVICE_TOKEN: TOKEN,
        COMPANYOS_STATE_DIR: dir,
        APP_CONFIG_app_baseUrl: JSON.stringify(url),
        APP_CONFIG_backend_baseUrl: JSON.stringify(url),
        APP_CONFIG_backend_listen: JSON.stringify({ host: '127.0.0.1', port }),
      },
    },
  );
  try {
    for (;;) {
      if (child.exitCode !== null) {
        throw new Error(`${name} ended; see its log in ${dir}`);
      }
      const response = await fetch(`${url}/api/catalog/entities?limit=1`, {
        headers: { Authorization: `Bearer ${TOKEN}` },
      }).catch(() => undefined);
      if (response?.ok) break;
      if (performance.now() - began > 120_000) {
        throw new Error(`${name} does not answer`);
      }
      await sleep(20);
    }
    const time = performance.now() - began;
    const status = fs.readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const memory = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    return { time, memory };
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    if (child.exitCode === null) await ended;
  }
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

function configFor(prefix: string, own: object) {
  const { POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD } =
    process.env;
  return {
    backend: {
      auth: {
        keys: [{ secret: 'warm-start-bench-secret' }],
        externalAccess: [
          { type: 'static', options: { token: TOKEN, subject: 'bench' } },
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
    auth: { providers: {} },
    supplyChain: { trust: { keys: [] } },
    // Reading the catalog's files is not what is measured, and the two have different ones.
    catalog: { locations: [] },
    ...own,
  };
}

async function main() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'warm-start-bench-'));
  fs.mkdirSync(path.join(dir, 'work'));
  const ours: Contender = {
    name: 'portal',
    bundle: path.join(root, '.companyos/bundle'),
    config: configFor('bench_portal_', {}),
  };
  const plain: Contender = {
    name: 'plain',
    bundle: provideApp(),
    config: configFor('bench_plain_', {}),
  };
  const results = { portal: [], plain: [] } as Record<
    string,
    { time: number; memory: number }[]
  >;
  try {
    // The first start migrates the databases and fills the compile cache.
    for (let round = -1; round < ROUNDS; round++) {
      for (const contender of [ours, plain]) {
        const result = await measure(contender, dir);
        if (round >= 0) results[contender.name].push(result);
      }
    }
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
  const figure = (name: string, key: 'time' | 'memory') =>
    median(results[name].map(result => result[key]));
  const time = [figure('portal', 'time'), figure('plain', 'time')];
  const memory = [figure('portal', 'memory'), figure('plain', 'memory')];
  const ratio = time[0] / time[1];
  const more = memory[0] - memory[1];
  const print = (...words: (string | number)[]) =>
    process.stdout.write(`${words.join(' ')}\n`);
  print('warm-start-ms', ...time.map(Math.round), ratio.toFixed(2), TIME_GOAL);
  print(
    'warm-start-mb-more',
    ...memory.map(Math.round),
    more.toFixed(0),
    MEMORY_GOAL_MB,
  );
  if (ratio > TIME_GOAL || more > MEMORY_GOAL_MB) process.exitCode = 1;
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
