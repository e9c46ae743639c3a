import { exec } from '../../process/exec';
import type { Stage, StageContext } from '../Stage';

/** Runs one of the standard targets, which people run as well. Its output is a report of the run. */
export function make(target: string, context: StageContext): Promise<void> {
  return exec('make', [target], {
    cwd: context.source.root,
    env: context.env,
    logFile: context.evidence.report(`${target}.log`),
    signal: context.signal,
  });
}

/** Types, rules and format: what `make lint` checks. */
export const lint: Stage = {
  name: 'lint',
  title: 'Lint',
  async run(context) {
    await make('lint', context);
    return { outcome: 'passed' };
  },
};
