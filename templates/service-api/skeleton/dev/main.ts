// Runs the service on this machine with all that it needs: `make run`, or `make seed` for the data alone. What the
// environment names (DATABASE_URL, OPA_URL) is used, and the rest is started here. See docs/operation.md.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { migrate } from '../src/database/migrations.ts';
import { service } from '../src/service.ts';
import { startIssuer, type DevelopmentIssuer } from './issuer.ts';
import { startOpa, type DecisionLog } from './opa.ts';
import { createDatabase, startPostgres } from './postgres.ts';
import { seed } from './seed.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const STATE = path.join(ROOT, '.companyos', 'local');
const LONGEST_WAIT_MS = 30_000;

const { values: options } = parseArgs({
  options: { json: { type: 'boolean' }, 'seed-only': { type: 'boolean' } },
});
const say = (line: string) => process.stderr.write(`${line}\n`);
const toStop: (() => Promise<unknown>)[] = [];
const stopped = Promise.withResolvers<string>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopped.resolve(signal);
  });
}

async function provideDatabase(): Promise<string> {
  if (process.env.DATABASE_URL) {
    return process.env.DATABASE_URL;
  }
  const postgres = await startPostgres(path.join(STATE, 'postgres'));
  toStop.push(() => postgres.stop());
  const name = service.name.replaceAll('-', '_');
  await createDatabase(postgres.url('postgres'), name);
  return postgres.url(name);
}

function decisionLog(): DecisionLog | undefined {
  const { DECISION_LOG_URL: url, DECISION_LOG_TOKEN_FILE: tokenFile } =
    process.env;
  return url && tokenFile ? { url, tokenFile } : undefined;
}

async function provideOpa(): Promise<string> {
  if (process.env.OPA_URL) {
    return process.env.OPA_URL;
  }
  const opa = await startOpa({
    logFile: path.join(STATE, 'opa.log'),
    decisionLog: decisionLog(),
  });
  toStop.push(() => opa.stop());
  return opa.url;
}

async function startService(settings: Record<string, string>) {
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', path.join(ROOT, 'dist', 'main.js')],
    {
      env: { ...settings, ...process.env },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true, // ended by this process, not by the terminal
    },
  );
  const ended = once(child, 'close');
  const listening = Promise.withResolvers<{
    port: number;
    metricsPort: number;
  }>();
  createInterface({ input: child.stdout }).on('line', line => {
    (options.json ? process.stderr : process.stdout).write(`${line}\n`);
    if (line.includes('"Listening"')) {
      listening.resolve(
        JSON.parse(line) as { port: number; metricsPort: number },
      );
    }
  });
  toStop.push(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  void ended.then(([code]) => {
    stopped.resolve(`the end of the service with code ${String(code)}`);
    listening.reject(new Error('The service did not start; its log says why.'));
  });
  const timer = setTimeout(() => {
    listening.reject(new Error('The service did not start in time.'));
  }, LONGEST_WAIT_MS);
  return listening.promise.finally(() => {
    clearTimeout(timer);
  });
}

function tellHow(url: string, issuer: DevelopmentIssuer): void {
  const ask = `curl -s ${issuer.url}/token -H 'Accept: text/plain' -d '{"user":"edith"}'`;
  say(
    [
      `Service  ${url}`,
      `Tokens   ${issuer.url}/users lists whom you can be`,
      '',
      `  curl -s '${url}/v1/customer-records?limit=3' -H "Authorization: Bearer $(${ask})"`,
      '',
      'Ctrl-C stops everything.',
    ].join('\n'),
  );
}

async function run(): Promise<void> {
  const databaseUrl = await provideDatabase();
  await migrate(databaseUrl);
  const { added, total } = await seed(databaseUrl);
  say(`Seed data: ${total} records, ${added} of them new.`);
  if (options['seed-only']) {
    return;
  }
  const stage = process.env.ENVIRONMENT_STAGE ?? 'development';
  if (stage !== 'development') {
    throw new Error(
      'The development issuer serves the stage development only.',
    );
  }
  const audience = process.env.TOKEN_AUDIENCE ?? service.name;
  const [opaUrl, issuer] = await Promise.all([
    provideOpa(),
    startIssuer({ audience, port: Number(process.env.ISSUER_PORT ?? 0) }),
  ]);
  toStop.push(() => issuer.stop());
  const { port, metricsPort } = await startService({
    DATABASE_URL: databaseUrl,
    OPA_URL: opaUrl,
    ENVIRONMENT_ID: 'development',
    ENVIRONMENT_STAGE: stage,
    ENVIRONMENT_REGION: 'eu-central',
    ENVIRONMENT_DATA_ACCESS_LEVEL: 'internal',
    TOKEN_ISSUER: issuer.url,
    TOKEN_AUDIENCE: audience,
    TOKEN_JWKS_URL: issuer.jwksUrl,
  });
  const host = process.env.HOST ?? '127.0.0.1';
  const url = `http://${host}:${port}`;
  if (options.json) {
    const metricsUrl = `http://${host}:${metricsPort}/metrics`;
    const ready = {
      url,
      metricsUrl,
      issuerUrl: issuer.url,
      opaUrl,
      databaseUrl,
    };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
  } else {
    tellHow(url, issuer);
  }
  say(`Stopping after ${await stopped.promise}.`);
}

try {
  await run();
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
} finally {
  for (const stop of toStop.reverse()) {
    await stop();
  }
}
