import { check, sum } from './check';
import type { Suite } from './Suite';

/** ESLint and formatting. */
export const lintSuite: Suite = {
  name: 'lint',
  description: 'ESLint, formatting',
  async run({ checkout, env, logFile, signal }) {
    const options = { cwd: checkout.root, env, signal };
    return sum([
      await check(
        'yarn',
        ['backstage-cli', 'repo', 'lint', '--max-warnings=0'],
        { ...options, logFile },
      ),
      await check('yarn', ['prettier', '--check', '--loglevel=warn', '.'], {
        ...options,
        logFile: logFile.replace(/\.log$/, '-format.log'),
      }),
    ]);
  },
};

/** TypeScript over the whole checkout. */
export const typesSuite: Suite = {
  name: 'types',
  description: 'TypeScript',
  run({ checkout, env, logFile, signal }) {
    const args = [
      'tsc',
      '-p',
      '.',
      '--noEmit',
      '--incremental',
      'false',
      '--pretty',
      'false',
    ];
    return check('yarn', args, { cwd: checkout.root, env, logFile, signal });
  },
};
