import fs from 'node:fs';
import path from 'node:path';
import type { Checkout } from '../checkout';
import type { Steps } from '../steps/Steps';
import { findFolder } from './provideFolder';
import {
  providePythonEnvironment,
  type PythonEnvironment,
} from './pythonEnvironment';

function environmentOf(checkout: Checkout): PythonEnvironment {
  return {
    name: 'techdocs',
    title: 'Python environment for TechDocs',
    inputs: fs.readFileSync(
      checkout.resolve('tools', 'techdocs-requirements.txt'),
    ),
  };
}

/** The folder with `mkdocs`, if it has been made already. */
export function findTechdocs(
  checkout: Checkout,
  env: NodeJS.ProcessEnv,
): string | undefined {
  const dir = findFolder(environmentOf(checkout), env);
  return dir && path.join(dir, 'bin');
}

/** The pinned mkdocs, as a folder for PATH. */
export function provideTechdocs(options: {
  checkout: Checkout;
  env: NodeJS.ProcessEnv;
  logFile: string;
  steps: Steps;
  signal: AbortSignal;
}): Promise<string> {
  return providePythonEnvironment(environmentOf(options.checkout), options);
}
