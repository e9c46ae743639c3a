import path from 'node:path';
import { readAsset } from '../assets';
import type { Steps } from '../steps/Steps';
import { providePythonEnvironment } from './pythonEnvironment';

/** Programs that PyPI is the place to get from, each in an environment of its own. */
const titles = { semgrep: 'Semgrep', zizmor: 'zizmor' };

/**
 * Such a program in the version that `assets/<name>-requirements.txt` pins, with its pinned dependencies.
 *
 * @returns the program
 */
export async function providePythonTool(
  name: keyof typeof titles,
  options: {
    env: NodeJS.ProcessEnv;
    logFile: string;
    steps: Steps;
    signal: AbortSignal;
  },
): Promise<string> {
  const environment = {
    name,
    title: `Python environment for ${titles[name]}`,
    inputs: readAsset(`${name}-requirements.txt`),
  };
  const bin = await providePythonEnvironment(environment, options);
  return path.join(bin, name);
}
