import { execFileSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Child, freePort } from './children.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Open Policy Agent with this repository's policies. */
export interface LocalOpa extends AsyncDisposable {
  url: string;
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): void;
}

/** Where OPA sends its decisions and its status: a portal's decision log. `deploy/opa.yaml` says how. */
export interface DecisionLog {
  url: string;
  /** Holds the token for it. */
  tokenFile: string;
}

/**
 * Starts OPA on the loopback interface; it reloads the policies when they change, unless it tells a portal of which commit
 * they are.
 */
export async function startOpa(options: {
  logFile: string;
  port?: number;
  policies?: string;
  decisionLog?: DecisionLog | undefined;
}): Promise<LocalOpa> {
  const { decisionLog, port = await freePort() } = options;
  const url = `http://127.0.0.1:${port}`;
  const policies = options.policies ?? path.join(ROOT, 'policy');
  const commit = decisionLog && commitOf(policies);
  const child = new Child({
    name: 'OPA',
    command: findOpa(),
    args: [
      ...['run', '--server', `--addr=127.0.0.1:${port}`, '--log-format=json'],
      ...['--disable-telemetry', '--log-level=error'],
      ...(commit ? [] : ['--watch']),
      // a decision has an id only where decisions are logged; these go to the log file
      '--set=decision_logs.console=true',
      ...(decisionLog ? decisionLogArguments() : []),
      ...tracingArguments(process.env.OTEL_EXPORTER_OTLP_ENDPOINT),
      ...['--ignore=testdata', '--ignore=*_test.rego'],
      policies,
    ],
    logFile: options.logFile,
    ...(decisionLog && {
      env: {
        ...process.env,
        DECISION_LOG_URL: decisionLog.url,
        DECISION_LOG_TOKEN_FILE: decisionLog.tokenFile,
        POLICY_REVISION: commit ?? '',
      },
    }),
  });
  await child.ready(async () => {
    const health = await fetch(`${url}/health`).catch(() => undefined);
    await health?.body?.cancel();
    return health?.ok ?? false;
  });
  return {
    url,
    stop: () => child.stop(),
    [Symbol.asyncDispose]: () => child.stop(),
    kill: () => {
      child.kill();
    },
  };
}

function decisionLogArguments(): string[] {
  return [
    `--config-file=${path.join(ROOT, 'deploy', 'opa.yaml')}`,
    // who develops looks at a decision right after it was made
    '--set=decision_logs.reporting.min_delay_seconds=2',
    '--set=decision_logs.reporting.max_delay_seconds=5',
  ];
}

/** Where there are traces, a decision names the one that it is part of. */
function tracingArguments(endpoint: string | undefined): string[] {
  return endpoint
    ? [
        '--set=distributed_tracing.type=http',
        `--set=distributed_tracing.address=${new URL(endpoint).host}`,
      ]
    : [];
}

/** The commit that the policies are exactly of, if there is one. */
function commitOf(policies: string): string | undefined {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', policies, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    // a checkout within another one is not of that one's commits
    const isOwn = git('rev-parse', '--show-prefix') === 'policy/';
    const isClean = git('status', '--porcelain', '--', '.') === '';
    return isOwn && isClean ? git('rev-parse', 'HEAD') : undefined;
  } catch {
    return undefined; // no Git, or no commit
  }
}

/** From OPA_BIN, else from PATH, else the version that the platform's CLI pins. */
export function findOpa(): string {
  const given = process.env.OPA_BIN;
  if (given) {
    return given;
  }
  try {
    execFileSync('opa', ['version'], { stdio: 'ignore' });
    return 'opa';
  } catch {
    const launcher = path.join(ROOT, 'scripts', 'companyos.mjs');
    try {
      const answer = execFileSync(
        process.execPath,
        [launcher, 'tool', 'opa', '--json'],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
      );
      return (JSON.parse(answer) as { path: string }).path;
    } catch (error) {
      throw new Error(
        'OPA is needed: put opa on PATH, name it in OPA_BIN, or let the companyos CLI reach the portal.',
        { cause: error },
      );
    }
  }
}
