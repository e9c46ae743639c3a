import fs from 'node:fs';
import path from 'node:path';
import { readNodeTestLog } from '../nodeTestLog';
import { capture, execCode, tail } from '../process/exec';
import { provideTool } from '../tools/provideTool';
import { sum } from './check';
import { renderService } from './renderService';
import { checkRunningService } from './runningService';
import { checkHooks } from './serviceHooks';
import type { Suite } from './Suite';

/** The reference service, rendered afresh: its own `make test`, as a person or its CI would run it, and then running. */
export const serviceSuite: Suite = {
  name: 'service',
  description:
    'The reference service: rendered, tested by its own make test, and running',
  async run(context) {
    const { logFile, signal } = context;
    const opa = await provideTool('opa', context);
    const env = { ...context.env, OPA_BIN: opa };
    const target = await renderService(context);
    await capture(
      'git',
      ['-C', target, 'init', '--quiet', '--initial-branch=main'],
      env,
    );
    const code = await execCode('make', ['test'], {
      cwd: target,
      env,
      logFile,
      signal,
    });
    const counts = readNodeTestLog(fs.readFileSync(logFile, 'utf8'));
    if (code !== 0) {
      return {
        ...counts,
        failed: Math.max(counts.failed, 1),
        failures: [tail(logFile, 60)],
      };
    }
    return sum([
      { ...counts, failures: [] },
      await checkHooks(target, {
        env,
        signal,
        logFile: path.join(context.dir, 'hooks.log'),
      }),
      await checkRunningService(target, { ...context, env }),
    ]);
  },
};
