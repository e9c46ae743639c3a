import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { findCheckout } from '../checkout';
import { testContext, useTemporaryFolder } from '../testing';
import { providePythonTool } from '../tools/pythonTool';

jest.setTimeout(240_000);

const folder = useTemporaryFolder();

type Report = {
  config_with_errors: unknown[];
  results: Record<
    string,
    { checks: Record<string, { passed: boolean; matches: unknown }> }
  >;
};

it('each rule finds what it has to, and leaves alone what it has to', async () => {
  const template = findCheckout(__dirname, {}).resolve(
    ...['templates', 'service-api'],
  );
  const semgrep = await providePythonTool('semgrep', {
    ...testContext(),
    logFile: folder.path('semgrep.log'),
  });
  const rules = path.join(
    template,
    'skeleton/security/semgrep/golden-path.yaml',
  );
  const report: Report = JSON.parse(
    execFileSync(
      semgrep,
      [
        ...['scan', '--test', '--json', '--metrics=off', '--config', rules],
        path.join(template, 'security-tests', 'golden-path.ts'),
      ],
      {
        encoding: 'utf8',
        env: {
          ...process.env,
          PATH: `${path.dirname(semgrep)}:${process.env.PATH}`,
          SEMGREP_SETTINGS_FILE: folder.path('settings.yml'),
          SEMGREP_LOG_FILE: folder.path('debug.log'),
        },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    ),
  );
  expect(report.config_with_errors).toEqual([]);
  const checks = Object.values(report.results).flatMap(one =>
    Object.entries(one.checks),
  );
  expect(checks.length).toBeGreaterThanOrEqual(10);
  const failed = checks.filter(([, { passed }]) => !passed);
  expect(failed).toEqual([]);
});
