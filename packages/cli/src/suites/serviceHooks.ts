import fs from 'node:fs';
import path from 'node:path';
import { exec, execCode } from '../process/exec';
import type { SuiteResult } from './Suite';

/**
 * The optional pre-commit hook of a service: `make hooks` switches it on, it refuses what lint refuses, and lets the rest
 * through.
 */
export async function checkHooks(
  dir: string,
  options: { env: NodeJS.ProcessEnv; logFile: string; signal: AbortSignal },
): Promise<SuiteResult> {
  const { logFile } = options;
  const env = {
    ...options.env,
    GIT_AUTHOR_NAME: 'Suite',
    GIT_AUTHOR_EMAIL: 'suite@companyos.example',
    GIT_COMMITTER_NAME: 'Suite',
    GIT_COMMITTER_EMAIL: 'suite@companyos.example',
  };
  const inService = { ...options, env, cwd: dir };
  const commit = async () => {
    await exec('git', ['add', '--all'], inService);
    return execCode('git', ['commit', '--quiet', '-m', 'Change'], inService);
  };
  await exec('make', ['hooks'], inService);
  const sloppy = path.join(dir, 'src', 'sloppy.ts');
  fs.writeFileSync(sloppy, 'export var  sloppy : any = 1\n');
  const refused = (await commit()) !== 0;
  fs.rmSync(sloppy);
  fs.writeFileSync(
    path.join(dir, 'src', 'neat.ts'),
    'export const neat = true;\n',
  );
  const accepted = (await commit()) === 0;
  const failures = [
    refused ? '' : 'The hook let through what lint refuses.',
    accepted ? '' : `The hook refused a good commit: ${logFile}`,
  ].filter(Boolean);
  return {
    passed: 2 - failures.length,
    failed: failures.length,
    skipped: 0,
    failures,
  };
}
