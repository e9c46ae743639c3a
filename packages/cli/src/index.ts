import { runCli } from './cli';
import { commands } from './commands';
import { exitCode, InterruptedError } from './errors';
import { killAll } from './process/children';
import { Steps } from './steps/Steps';

const abort = new AbortController();

// The first signal asks the command to stop in order; a second one does not wait for that.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (abort.signal.aborted) {
      killAll('SIGKILL');
      process.exit(exitCode.interrupted);
    }
    abort.abort(new InterruptedError());
  });
}

async function main() {
  const code = await runCli({
    argv: process.argv.slice(2),
    commands,
    version: process.env.COMPANYOS_CLI_VERSION ?? '0.0.0',
    context: {
      cwd: process.cwd(),
      env: process.env,
      steps: new Steps(process.stderr),
      signal: abort.signal,
    },
    output: {
      stdout: text => process.stdout.write(text),
      stderr: text => process.stderr.write(text),
    },
  });
  killAll('SIGKILL');
  process.exit(code);
}

// Node leaves with success when nothing is left to wait for; that is no way for a command to end.
process.once('beforeExit', () => {
  process.stderr.write(
    'The command ended without a result; this is a fault of the tool.\n',
  );
  process.exit(exitCode.failed);
});

void main();
