import path from 'node:path';
import { readAsset } from '../assets';
import type { Steps } from '../steps/Steps';
import { providePythonEnvironment } from './pythonEnvironment';

/**
 * Semgrep in the pinned version, with its pinned dependencies.
 *
 * @returns the program
 */
export async function provideSemgrep(options: {
  env: NodeJS.ProcessEnv;
  logFile: string;
  steps: Steps;
  signal: AbortSignal;
}): Promise<string> {
  const environment = {
    name: 'semgrep',
    title: 'Python environment for Semgrep',
    inputs: readAsset('semgrep-requirements.txt'),
  };
  const bin = await providePythonEnvironment(environment, options);
  return path.join(bin, 'semgrep');
}
