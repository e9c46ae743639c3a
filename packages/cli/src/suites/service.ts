import fs from 'node:fs';
import path from 'node:path';
import { renderTemplate } from '@companyos/golden-path';
import { platformOfCheckout } from '../commands/platform';
import { referenceService } from '../portal/referenceService';
import { capture, execCode, tail } from '../process/exec';
import { packCli } from '../steps/packCli';
import type { Suite, SuiteResult } from './Suite';

/** Reads the counts that Node's test runner ends with, added up over several runs in one log. */
export function readNodeTestLog(log: string): Omit<SuiteResult, 'failures'> {
  const total = (word: string) =>
    [...log.matchAll(new RegExp(`^[#ℹ] ${word} (\\d+)$`, 'gm'))].reduce(
      (sum, match) => sum + Number(match[1]),
      0,
    );
  return {
    passed: total('pass'),
    failed: total('fail'),
    skipped: total('skipped') + total('todo'),
  };
}

/** The reference service, rendered afresh: its own `make test`, as a person or its CI would run it. */
export const serviceSuite: Suite = {
  name: 'service',
  description:
    'The reference service, rendered and tested by its own make test',
  async run({ checkout, dir, env, steps, logFile, signal }) {
    await packCli({ checkout, steps, outDir: checkout.state('cli') });
    const target = path.join(dir, referenceService.name);
    fs.rmSync(target, { recursive: true, force: true });
    const platform = await platformOfCheckout(checkout, referenceService.name);
    const { name, description, owner } = referenceService;
    await renderTemplate({
      templateDir: checkout.resolve('templates', 'service-api'),
      roots: [checkout.root],
      values: { name, description, owner, platform },
      targetDir: target,
    });
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
    if (code === 0) return { ...counts, failures: [] };
    return {
      ...counts,
      failed: Math.max(counts.failed, 1),
      failures: [tail(logFile, 60)],
    };
  },
};
