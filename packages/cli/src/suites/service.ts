import path from 'node:path';
import { provideTool } from '../tools/provideTool';
import { countChecks, sum } from './check';
import { checkDeployment } from './pipeline/deployment';
import { checkGoldenPath } from './pipeline/goldenPath';
import { startSituation } from './pipeline/situation';
import { checkRunningService } from './runningService';
import { checkHooks } from './serviceHooks';
import type { Suite } from './Suite';

/**
 * The reference service, rendered afresh: through the golden path as a push to main takes it, `make test` included, and
 * then running.
 */
export const serviceSuite: Suite = {
  name: 'service',
  description:
    'The reference service: rendered, tested and signed by its own workflow, and running',
  async run(context) {
    const { signal } = context;
    const opa = await provideTool('opa', context);
    const env = { ...context.env, OPA_BIN: opa };
    const situation = await startSituation(context);
    try {
      const { checks, tests, workspace } = await checkGoldenPath(
        situation,
        context,
      );
      const pipeline = countChecks(checks);
      const tested = sum([{ ...tests, failures: [] }, pipeline]);
      // without a build there is nothing to deploy and to run
      if (pipeline.failed > 0) return tested;
      return sum([
        tested,
        countChecks(await checkDeployment(situation, context)),
        await checkHooks(workspace, {
          env,
          signal,
          logFile: path.join(context.dir, 'hooks.log'),
        }),
        await checkRunningService(workspace, { ...context, env }),
      ]);
    } finally {
      await situation.stop();
    }
  },
};
