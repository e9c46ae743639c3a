import fs from 'node:fs';
import path from 'node:path';
import { MissingError } from '../errors';
import { capture, exec } from '../process/exec';
import type { Steps } from '../steps/Steps';
import {
  findFolder,
  provideFolder,
  type InstalledFolder,
} from './provideFolder';

/** A Python environment; its `inputs` are the requirements, every version pinned. */
export type PythonEnvironment = InstalledFolder;

/**
 * A Python environment with exactly the packages that are named.
 *
 * @returns its folder of programs, for PATH
 * @throws MissingError where there is no Python, CliError when the packages cannot be installed.
 */
export async function providePythonEnvironment(
  environment: PythonEnvironment,
  options: {
    env: NodeJS.ProcessEnv;
    logFile: string;
    steps: Steps;
    signal: AbortSignal;
  },
): Promise<string> {
  const { env, logFile, signal } = options;
  if (!findFolder(environment, env)) await assertPython(environment, env);
  const dir = await provideFolder(environment, options, async target => {
    const run = (command: string, args: string[]) =>
      exec(command, args, { env, logFile, signal });
    const requirements = path.join(target, 'requirements.txt');
    await run('python3', ['-m', 'venv', target]);
    fs.writeFileSync(requirements, environment.inputs);
    await run(path.join(target, 'bin', 'pip'), [
      'install',
      '--quiet',
      '--requirement',
      requirements,
    ]);
  });
  return path.join(dir, 'bin');
}

async function assertPython(
  { title }: PythonEnvironment,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if (await capture('python3', ['-c', 'import venv, ensurepip'], env)) return;
  if (await capture('python3', ['--version'], env)) return;
  throw new MissingError(
    `${title}: Python 3 is needed and was not found on PATH. Install python3.`,
  );
}
