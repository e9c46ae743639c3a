import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { renderTemplate } from '@companyos/golden-path';
import { extract } from 'tar';
import { findCheckout } from '../checkout';
import { testContext, useTemporaryFolder } from '../testing';
import { pinnedTools } from '../tools/pinned';

jest.setTimeout(120_000);

const folder = useTemporaryFolder();

// In a process of its own: packing loads esbuild and the bundle's definition as ES modules, which Jest cannot.
function companyos(...args: string[]): string {
  const root = findCheckout(__dirname, process.env).root;
  const cli = path.join(root, 'packages', 'cli');
  execFileSync(process.execPath, [path.join(cli, 'build.mjs')]);
  return execFileSync(
    process.execPath,
    [path.join(cli, 'dist', 'companyos.mjs'), ...args],
    {
      cwd: testContext().cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
}

/** The files of a service from the template under a folder that is laid out as the checkout is. */
async function render(root: string, targetDir: string) {
  const { receipt } = await renderTemplate({
    templateDir: path.join(root, 'templates', 'service-api'),
    roots: [root],
    values: {
      name: 'order-history',
      description: 'Keeps orders',
      owner: 'group:default/crm',
      platform: {
        portalUrl: 'http://localhost:7007',
        workflow: 'a/b/c.yml@v1',
        cli: { version: '0.1.0', integrity: 'sha512-', file: 'x.tgz' },
        repository: { webUrl: 'http://localhost/x', cloneUrl: 'http://x.git' },
      },
    },
    targetDir,
  });
  return receipt.files;
}

/** The packed tool asks the policy that it carries; without one it denies. */
function expectGate(program: string, cwd: string) {
  fs.mkdirSync(path.join(cwd, 'evidence'));
  const artifact = {
    name: 'order-history',
    version: '1.0.0',
    kind: 'tarball',
    file: 'app.tgz',
    digest: `sha256:${'ab'.repeat(32)}`,
    commit: 'cd'.repeat(20),
    committedAt: '2026-11-24T09:30:00Z',
  };
  fs.writeFileSync(
    path.join(cwd, 'evidence', 'artifact.json'),
    JSON.stringify(artifact),
  );
  fs.writeFileSync(path.join(cwd, 'trust.json'), '{}');
  const ask = () => {
    const options = ['--environment', 'staging', '--policy', 'trust.json'];
    const argv = [program, 'gate', 'release', ...options, '--json'];
    const asked = spawnSync(process.execPath, argv, { cwd, encoding: 'utf8' });
    return { code: asked.status, ...JSON.parse(asked.stdout) };
  };
  expect(ask()).toMatchObject({
    code: 1,
    policy: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    violations: expect.arrayContaining([
      expect.objectContaining({ code: 'statement_absent', statement: 'scan' }),
    ]),
  });
  fs.rmSync(path.join(path.dirname(program), 'policies', 'release.wasm'));
  expect(ask()).toMatchObject({
    code: 1,
    allow: false,
    violations: [
      {
        code: 'policy_unavailable',
        message: expect.stringContaining("release.wasm' is missing"),
      },
    ],
  });
}

it('packs the same bytes twice, and what it packs runs without node_modules', async () => {
  const first = JSON.parse(
    companyos('pack', '--json', '--out', folder.path('a')),
  );
  const second = JSON.parse(
    companyos('pack', '--json', '--out', folder.path('b')),
  );
  const bytes = fs.readFileSync(first.path);
  expect(bytes.equals(fs.readFileSync(second.path))).toBe(true);
  expect(first.integrity).toBe(
    `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
  );
  expect(
    JSON.parse(fs.readFileSync(folder.path('a', 'manifest.json'), 'utf8')),
  ).toEqual({
    version: first.version,
    file: `companyos-cli-${first.version}.tgz`,
    integrity: first.integrity,
  });

  fs.mkdirSync(folder.path('bare'));
  await extract({ cwd: folder.path('bare'), file: first.path });
  const program = folder.path('bare', 'package', 'dist', 'companyos.mjs');
  const cache = folder.path('cache');
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [program, ...args], {
      cwd: folder.path('bare'),
      encoding: 'utf8',
      env: { ...process.env, COMPANYOS_CACHE: cache, OPA_BIN: '' },
    });
  expect(run('--version')).toBe(`${first.version}\n`);

  const { version } = pinnedTools.opa;
  const opa = path.join(cache, 'opa', version, 'opa');
  fs.mkdirSync(path.dirname(opa), { recursive: true });
  fs.writeFileSync(opa, '');
  expect(JSON.parse(run('tool', 'opa', '--json'))).toEqual({
    name: 'opa',
    version,
    path: opa,
  });

  expectGate(program, folder.path('bare'));

  const { root } = findCheckout(__dirname, process.env);
  const template = folder.path('template');
  fs.mkdirSync(template);
  await extract({
    cwd: template,
    file: path.join(path.dirname(program), 'service-api.tar'),
  });
  const packed = await render(template, folder.path('packed'));
  expect(packed.filter(file => file.owner === 'platform')).not.toEqual([]);
  expect(packed).toEqual(await render(root, folder.path('here')));
});
