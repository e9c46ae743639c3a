import fs from 'node:fs';
import { MissingError } from '../errors';
import { capture, exec } from '../process/exec';
import type { Steps } from '../steps/Steps';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];
const macPrograms = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The path of a Chromium or Chrome of this machine. */
export async function findChromium(
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  if (env.COMPANYOS_CHROMIUM) return env.COMPANYOS_CHROMIUM;
  for (const name of names) {
    const found = await capture('sh', ['-c', 'command -v "$0"', name], env);
    if (found) return found;
  }
  return macPrograms.find(program => fs.existsSync(program));
}

/** Chromium for the browser tests: the system's, installed from Debian's packages where we may. */
export async function provideChromium(options: {
  env: NodeJS.ProcessEnv;
  logFile: string;
  steps: Steps;
  signal: AbortSignal;
}): Promise<string> {
  const { env, logFile, steps, signal } = options;
  const found = await findChromium(env);
  if (found) return found;
  if (
    process.getuid?.() === 0 &&
    (await capture('apt-get', ['--version'], env))
  ) {
    await steps.run('Install Chromium with apt-get', async () => {
      const aptEnv = { ...env, DEBIAN_FRONTEND: 'noninteractive' };
      await exec('apt-get', ['update'], { env: aptEnv, logFile, signal });
      await exec(
        'apt-get',
        ['install', '--yes', '--no-install-recommends', 'chromium'],
        { env: aptEnv, logFile, signal },
      );
    });
    const installed = await findChromium(env);
    if (installed) return installed;
  }
  throw new MissingError(
    'Chromium is needed for the browser tests and was not found: install it (Debian and Ubuntu: apt-get install chromium), ' +
      'or name one in COMPANYOS_CHROMIUM.',
  );
}
