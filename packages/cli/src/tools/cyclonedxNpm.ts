import fs from 'node:fs';
import path from 'node:path';
import { readAsset } from '../assets';
import { exec } from '../process/exec';
import type { Steps } from '../steps/Steps';
import { provideFolder } from './provideFolder';

const files = ['package.json', 'package-lock.json'];

/**
 * CycloneDX's generator for npm, in the version and with the dependencies of its lock file in `assets/`. Not a dependency
 * of each service: the platform decides what writes the bill of materials, and a service has no say in it.
 *
 * @returns the script, for Node
 */
export async function provideCyclonedxNpm(options: {
  env: NodeJS.ProcessEnv;
  logFile: string;
  steps: Steps;
  signal: AbortSignal;
}): Promise<string> {
  const { env, logFile, signal } = options;
  const contents = files.map(name => readAsset('cyclonedx-npm', name));
  const dir = await provideFolder(
    {
      name: 'cyclonedx-npm',
      title: 'CycloneDX for npm',
      inputs: Buffer.concat(contents),
    },
    options,
    async target => {
      files.forEach((name, index) =>
        fs.writeFileSync(path.join(target, name), contents[index]),
      );
      // libxmljs2, which is optional, would be compiled; it is for XML alone
      const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
      await exec(
        'npm',
        ['ci', ...quiet, '--omit=optional', '--ignore-scripts'],
        {
          cwd: target,
          env,
          logFile,
          signal,
        },
      );
    },
  );
  return path.join(
    dir,
    ...['node_modules', '@cyclonedx', 'cyclonedx-npm', 'bin'],
    'cyclonedx-npm-cli.js',
  );
}
