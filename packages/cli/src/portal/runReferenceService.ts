import fs from 'node:fs';
import path from 'node:path';
import type { Checkout } from '../checkout';
import { CliError } from '../errors';
import { secret } from '../keys';
import { capture, exec } from '../process/exec';
import type { Postgres } from '../services/Postgres';
import {
  ReferenceService,
  type ServiceAddresses,
} from '../services/ReferenceService';
import type { Stack } from '../services/Stack';
import { Stamp } from '../steps/digest';
import type { Steps } from '../steps/Steps';
import { referenceService } from './referenceService';

const { name } = referenceService;

/** Where a running portal writes where its reference service is, for `companyos traffic`. */
export function addressesFile(checkout: Checkout): string {
  return checkout.state('run', `${name}.json`);
}

/**
 * Runs the main branch of the reference service beside the portal: a clone of its repository, built by its own
 * `make build`, with a database of its own on the portal's PostgreSQL. The portal is of use without it, so a service
 * that does not build or start is told and nothing more.
 */
export async function runReferenceService(options: {
  checkout: Checkout;
  env: NodeJS.ProcessEnv;
  steps: Steps;
  signal: AbortSignal;
  stack: Stack;
  postgres: Postgres;
  opaProgram: string;
  /** Where its OPA sends its decisions, and a file with the token for that. */
  decisionLog: { url: string; tokenFile: string };
  /** Where its traces go, if anywhere. */
  otlpUrl?: string;
}): Promise<ServiceAddresses | undefined> {
  const { checkout, env, steps, signal, stack, postgres } = options;
  const log = (file: string) => checkout.state('logs', file);
  fs.rmSync(addressesFile(checkout), { force: true });
  try {
    const dir = await build({ checkout, env, steps, signal });
    const service = await steps.run(`Start ${name}`, async () =>
      ReferenceService.start({
        name,
        dir,
        env: {
          ...env,
          DATABASE_URL: await postgres.provideDatabase(
            name.replaceAll('-', '_'),
            secret(checkout, `${name}-database-password`),
          ),
          OPA_BIN: options.opaProgram,
          DECISION_LOG_URL: options.decisionLog.url,
          DECISION_LOG_TOKEN_FILE: options.decisionLog.tokenFile,
          ...(options.otlpUrl && {
            OTEL_EXPORTER_OTLP_ENDPOINT: options.otlpUrl,
          }),
        },
        logFile: log(`${name}.log`),
        pidFile: checkout.state('run', `${name}.pid`),
        signal,
      }),
    );
    stack.addOptional(service);
    fs.writeFileSync(
      addressesFile(checkout),
      `${JSON.stringify(service.addresses, undefined, 2)}\n`,
    );
    return service.addresses;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof CliError)) throw error;
    steps.say(`\n${error.message}\nThe portal runs without ${name}.\n`);
    return undefined;
  }
}

/** @returns the folder of the built clone. */
async function build(options: {
  checkout: Checkout;
  env: NodeJS.ProcessEnv;
  steps: Steps;
  signal: AbortSignal;
}): Promise<string> {
  const { checkout, env, steps, signal } = options;
  const repository = checkout.state('repos', `${name}.git`);
  const dir = checkout.state('services', name);
  const run = (command: string, ...args: string[]) =>
    exec(command, args, {
      env,
      logFile: checkout.state('logs', `${name}-build.log`),
      signal,
    });
  const title = `Build ${name}`;
  const commit = await capture(
    'git',
    ['-C', repository, 'rev-parse', '--verify', 'main'],
    env,
  );
  if (!commit) throw new CliError(`${name} has no branch main to run.`);
  const stamp = new Stamp(checkout.state('services', `${name}.commit`));
  if (stamp.matches(commit) && fs.existsSync(path.join(dir, 'dist'))) {
    steps.skip(title, 'unchanged');
    return dir;
  }
  await steps.run(title, async () => {
    stamp.clear();
    if (!fs.existsSync(path.join(dir, '.git'))) {
      await run('git', 'clone', '--quiet', repository, dir);
    }
    await run('git', '-C', dir, 'fetch', '--quiet', 'origin', 'main');
    await run('git', '-C', dir, 'checkout', '--quiet', '--force', commit);
    if (!fs.existsSync(path.join(dir, 'dev', 'main.ts'))) {
      throw new CliError(
        `${name} was made from an older template, which cannot be run here. To have it made anew, remove it and all other local state: make clean.`,
      );
    }
    await run('make', '-C', dir, 'build');
    stamp.write(commit);
  });
  return dir;
}
