import path from 'node:path';
import { readAsset } from '../assets';
import type { Steps } from '../steps/Steps';
import { providePythonEnvironment } from './pythonEnvironment';

/**
 * zizmor in the pinned version. It is a program of its own, and PyPI is where it can be had everywhere.
 *
 * @returns the program
 */
export async function provideZizmor(options: {
  env: NodeJS.ProcessEnv;
  logFile: string;
  steps: Steps;
  signal: AbortSignal;
}): Promise<string> {
  const environment = {
    name: 'zizmor',
    title: 'Python environment for zizmor',
    inputs: readAsset('zizmor-requirements.txt'),
  };
  const bin = await providePythonEnvironment(environment, options);
  return path.join(bin, 'zizmor');
}
