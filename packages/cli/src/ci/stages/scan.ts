import fs from 'node:fs';
import type { Predicate } from '@companyos/evidence';
import { CliError } from '../../errors';
import { tail } from '../../process/exec';
import { pinnedTools } from '../../tools/pinned';
import { provideTool } from '../../tools/provideTool';
import { openAdvisories } from '../advisories';
import { assertWithinLimits } from '../limits';
import { runScanner } from '../runScanner';
import { osvReportSchema, resultsOf } from '../osvReport';
import type { Stage, StageContext, StageResult } from '../Stage';

const service = 'https://api.osv.dev';
const FOUND = 1;

/** Compares the listed components with what is known of vulnerabilities. */
export const scan: Stage = {
  name: 'scan',
  title: 'Look for known vulnerabilities',
  async run(context) {
    const { evidence, options } = context;
    const bom = evidence.statement('sbom')?.predicate;
    if (!bom)
      throw new CliError(
        'Vulnerabilities are looked for in the list of components, and there is none. Run first: companyos ci sbom',
      );
    // What an earlier scan said does not hold, whatever happens to this one.
    evidence.removeStatement('scan');
    const startedOn = new Date().toISOString();
    const found = options.advisories
      ? await scanOffline(options.advisories, context)
      : await scanOnline(context);
    if ('reason' in found)
      return { outcome: 'unavailable', note: found.reason };
    const predicate: Predicate<'vulnerabilities'> = {
      scanner: {
        uri: `pkg:golang/github.com/google/osv-scanner/v2@v${pinnedTools['osv-scanner'].version}`,
        version: pinnedTools['osv-scanner'].version,
        db: { uri: found.uri, lastUpdate: found.lastUpdate },
        result: resultsOf(found.report, bom as Predicate<'cyclonedx'>),
      },
      metadata: {
        scanStartedOn: startedOn,
        scanFinishedOn: new Date().toISOString(),
      },
    };
    evidence.writeStatement('scan', 'vulnerabilities', predicate);
    const excepted = await assertWithinLimits(predicate, context);
    return summary(predicate, excepted);
  },
};

function summary(
  { scanner }: Predicate<'vulnerabilities'>,
  excepted: number,
): StageResult {
  const { length } = scanner.result;
  const some = excepted > 0 ? `, ${excepted} excepted` : '';
  const known = length === 0 ? 'none known' : `${length} known${some}`;
  return {
    outcome: 'passed',
    note: `${known}, advisories of ${scanner.db?.lastUpdate.slice(0, 10)}`,
  };
}

async function scanOffline(folder: string, context: StageContext) {
  const advisories = await openAdvisories(folder);
  try {
    const args = ['--offline', '--local-db-path', advisories.dir];
    return {
      report: await runOsvScanner(args, context),
      lastUpdate: advisories.lastUpdate,
      uri: undefined,
    };
  } finally {
    advisories.close();
  }
}

/** Without a database of its own the scanner asks OSV. Nobody there to answer is no finding, and no clean result. */
async function scanOnline(context: StageContext) {
  const { evidence, signal } = context;
  const unavailable = (why: string) => ({
    reason: `unavailable: ${why}. Give a folder of advisories: --advisories DIR`,
  });
  if (!(await answers(context)))
    return unavailable(`${service} cannot be reached`);
  const lastUpdate = new Date().toISOString();
  try {
    const report = await runOsvScanner([], context);
    return { report, lastUpdate, uri: service };
  } catch (error) {
    signal.throwIfAborted();
    const log = evidence.report('osv-scanner.log');
    if (!fs.existsSync(log)) throw error;
    return unavailable(tail(log, 1));
  }
}

// The scanner would try for half a minute before it gave up.
async function answers({ env, signal }: StageContext): Promise<boolean> {
  // Its own client goes through a proxy, which Node's does not.
  if (env.HTTPS_PROXY || env.https_proxy) return true;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(5_000)]);
  try {
    await fetch(service, { method: 'HEAD', signal: limit });
    return true;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

async function runOsvScanner(args: string[], context: StageContext) {
  const { env, evidence, signal, steps } = context;
  const logFile = evidence.report('osv-scanner-install.log');
  const program = await provideTool('osv-scanner', {
    ...{ env, steps, signal, logFile },
  });
  const report = evidence.report('scan.json');
  return runScanner(
    {
      name: 'osv-scanner',
      program,
      args: [
        ...['scan', 'source', ...args],
        ...['--lockfile', evidence.file('sbom.cdx.json')],
        ...['--format', 'json', '--output-file', report],
      ],
      done: [0, FOUND],
      report,
      schema: osvReportSchema,
    },
    context,
  );
}
