import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { renderTemplate } from './renderTemplate';
import { fixtureValues, useTemporaryFolder } from './testing';

const templateDir = resolvePackagePath(
  '@companyos/golden-path',
  '../../templates/service-api',
);

/** In two parts, so that this file has none. */
const KEY = ['k8Jq2m9X', 'wP4z7Lr5Tn3c'].join('');

const folder = useTemporaryFolder();

/** What the pipeline's own scanner, by the template's own rules, takes for a secret. */
function findSecrets(service: string): string[] {
  const report = folder.path('report.json');
  execFileSync(
    process.env.GITLEAKS_BIN ?? 'gitleaks',
    [
      ...['dir', '--config', join(service, 'security/gitleaks.toml')],
      ...['--no-banner', '--log-level', 'error', '--exit-code', '0'],
      ...['--report-format', 'json', '--report-path', report, service],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const found: { File: string; StartLine: number }[] = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  return found.map(({ File, StartLine }) => `${File}:${StartLine}`);
}

it.each(['orders-mwvvqm98', 'token-9x8k2m4qz7', 'api-key-h3j5k7n9p2'])(
  'nothing of a new service called %s is taken for a secret',
  async name => {
    const service = folder.path('service');
    await renderTemplate({
      templateDir,
      roots: [join(templateDir, '../..')],
      values: fixtureValues({ name }),
      targetDir: service,
    });
    expect(findSecrets(service)).toEqual([]);
    writeFileSync(join(service, 'api.yaml'), `api_key: ${KEY}\n`);
    expect(findSecrets(service)).toEqual([expect.stringContaining('api.yaml')]);
  },
);
