import fs from 'node:fs';
import path from 'node:path';
import { readNodeTestLog } from '../../nodeTestLog';
import { provideTool } from '../../tools/provideTool';
import type { Stage, StageContext } from '../Stage';
import { make } from './make';

/** A service that has policies needs OPA for its tests, and this tool is what would bring it. */
async function withOpa(context: StageContext): Promise<StageContext> {
  const { env, evidence, signal, source, steps } = context;
  if (!fs.existsSync(path.join(source.root, 'policy'))) return context;
  const logFile = evidence.report('opa-install.log');
  const program = await provideTool('opa', { env, steps, signal, logFile });
  return { ...context, env: { ...env, OPA_BIN: program } };
}

/** What `make test` says, as a statement: also when it failed. */
export const test: Stage = {
  name: 'test',
  title: 'Test',
  async run(context) {
    const { evidence } = context;
    const finish = (result: 'PASSED' | 'FAILED') => {
      const log = fs.readFileSync(evidence.report('test.log'), 'utf8');
      const { passed, failed, skipped } = readNodeTestLog(log);
      const counts = { passed, failed, skipped };
      evidence.writeStatement('test', 'testResult', {
        result,
        configuration: [{ name: 'make test', annotations: counts }],
      });
      return counts;
    };
    try {
      evidence.artifact();
      await make('test', await withOpa(context));
    } catch (error) {
      context.signal.throwIfAborted();
      if (fs.existsSync(evidence.report('test.log'))) finish('FAILED');
      throw error;
    }
    const { passed, skipped } = finish('PASSED');
    return {
      outcome: 'passed',
      note: `${passed} passed${skipped ? `, ${skipped} skipped` : ''}`,
    };
  },
};
