import fs from 'node:fs';
import path from 'node:path';
import { findCheckout } from '../checkout';
import { PortalClient } from '../portal/PortalClient';
import { ensureReferenceService } from '../portal/referenceService';
import { startPortal } from '../portal/startPortal';
import { execCode, tail } from '../process/exec';
import { freePort } from '../process/ports';
import { provideChromium } from '../tools/chromium';
import type { Suite, SuiteContext, SuiteResult } from './Suite';

type Spec = {
  title: string;
  ok: boolean;
  tests: Array<{ results: Array<{ error?: { message?: string } }> }>;
};
type SpecGroup = { title: string; specs?: Spec[]; suites?: SpecGroup[] };

export type PlaywrightReport = {
  suites: SpecGroup[];
  errors: Array<{ message?: string }>;
  stats: {
    expected: number;
    unexpected: number;
    flaky: number;
    skipped: number;
  };
};

function failuresIn(group: SpecGroup, titles: string[] = []): string[] {
  const here = [...titles, group.title];
  const own = (group.specs ?? [])
    .filter(spec => !spec.ok)
    .map(spec => {
      const errors = spec.tests
        .flatMap(test => test.results)
        .map(result => result.error?.message ?? '');
      return `${[...here, spec.title].join(' › ')}\n${errors
        .filter(Boolean)
        .join('\n')}`;
    });
  return [
    ...own,
    ...(group.suites ?? []).flatMap(child => failuresIn(child, here)),
  ];
}

/** Counts a Playwright report. A test that passed only at its second try counts as failed. */
export function readPlaywrightReport(report: PlaywrightReport): SuiteResult {
  const { expected, unexpected, flaky, skipped } = report.stats;
  const errors = report.errors.map(
    error => error.message ?? 'Playwright could not run',
  );
  return {
    passed: expected,
    failed: unexpected + flaky + errors.length,
    skipped,
    failures: [...errors, ...report.suites.flatMap(group => failuresIn(group))],
  };
}

async function runPlaywright(
  context: SuiteContext,
  env: Record<string, string>,
): Promise<SuiteResult> {
  const reportFile = path.join(context.dir, 'playwright.json');
  fs.rmSync(reportFile, { force: true });
  await execCode('yarn', ['playwright', 'test'], {
    cwd: context.checkout.root,
    env: {
      ...context.env,
      ...env,
      PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile,
      CI: 'true',
    },
    logFile: context.logFile,
    signal: context.signal,
  });
  if (!fs.existsSync(reportFile)) {
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      failures: [tail(context.logFile, 60)],
    };
  }
  return readPlaywrightReport(
    JSON.parse(fs.readFileSync(reportFile, 'utf8')) as PlaywrightReport,
  );
}

/** The browser tests, against a portal of their own that starts with nothing. */
export const e2eSuite: Suite = {
  name: 'e2e',
  description: 'Browser tests in Chromium',
  async run(context) {
    const { env, steps, signal, dir, logFile } = context;
    const chromium = await provideChromium({ env, steps, signal, logFile });
    const stateDir = path.join(dir, 'portal');
    fs.rmSync(stateDir, { recursive: true, force: true });
    const ownEnv = { ...env, COMPANYOS_STATE_DIR: stateDir };
    const checkout = findCheckout(context.checkout.root, ownEnv);
    const portal = await startPortal({
      checkout,
      env: ownEnv,
      steps,
      signal,
      port: await freePort(),
    });
    try {
      const client = new PortalClient({
        baseUrl: portal.serverUrl,
        token: portal.serviceToken,
      });
      await ensureReferenceService({ checkout, client, steps, signal });
      return await runPlaywright(context, {
        PORTAL_URL: portal.url,
        CHROMIUM: chromium,
        COMPANYOS_SERVICE_TOKEN: portal.serviceToken,
        COMPANYOS_STATE_DIR: stateDir,
      });
    } finally {
      await portal.stop();
    }
  },
};
