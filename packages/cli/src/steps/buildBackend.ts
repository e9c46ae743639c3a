import fs from 'node:fs';
import path from 'node:path';
import { extract } from 'tar';
import type { Checkout } from '../checkout';
import { exec } from '../process/exec';
import { appState, type BuildOptions } from './buildApp';
import { contentDigest, Stamp, workspaceClosure } from './digest';

const sharedInputs = ['yarn.lock', 'tsconfig.json', 'policies'];

/**
 * The portal's server as it is deployed, unpacked beside the checkout: the same files that a container image would
 * hold, resolving its packages from the checkout's own node_modules.
 */
export function bundleDir(checkout: Checkout): string {
  // Two folders below the root, as packages/backend is, so that relative paths in app-config.yaml mean the same.
  return checkout.resolve('.companyos', 'bundle');
}

/**
 * Builds the server and unpacks it, when a file that it is made from has changed. Backstage builds the app as a part
 * of that, so afterwards the app is new as well.
 */
export async function buildBackend({
  checkout,
  env,
  steps,
  signal,
}: BuildOptions): Promise<void> {
  const title = 'Build the server and the app';
  const target = bundleDir(checkout);
  const inputs = workspaceClosure(checkout.root, 'backend', {
    without: ['app'],
  });
  const digest = contentDigest(checkout.root, [...inputs, ...sharedInputs]);
  const stamp = new Stamp(path.join(target, '.companyos-inputs'));
  if (stamp.matches(digest)) {
    steps.skip('Build the server', 'unchanged');
    return;
  }
  await steps.run(title, async () => {
    const app = appState(checkout);
    app.stamp.clear();
    await exec('yarn', ['backstage-cli', 'package', 'build'], {
      cwd: checkout.resolve('packages', 'backend'),
      env: { ...env, NODE_ENV: 'production' },
      logFile: checkout.state('logs', 'build-server.log'),
      signal,
    });
    const draft = `${target}.draft`;
    fs.rmSync(draft, { recursive: true, force: true });
    fs.mkdirSync(draft, { recursive: true });
    await extract({
      cwd: draft,
      file: checkout.resolve('packages', 'backend', 'dist', 'bundle.tar.gz'),
    });
    linkModules(checkout.root, draft, target, [
      ...inputs,
      path.join('packages', 'app'),
    ]);
    fs.rmSync(target, { recursive: true, force: true });
    fs.renameSync(draft, target);
    stamp.write(digest);
    app.stamp.write(app.digest);
  });
}

/**
 * Lets the unpacked server find its packages: its own workspaces in their built form, what the checkout had to keep
 * beside a workspace there too, and everything else, by Node's walk up the folders, in the checkout's node_modules.
 */
function linkModules(
  root: string,
  draft: string,
  target: string,
  dirs: string[],
) {
  const own = new Set<string>();
  for (const dir of dirs) {
    const { name } = JSON.parse(
      fs.readFileSync(path.join(root, dir, 'package.json'), 'utf8'),
    ) as { name: string };
    own.add(name);
    link(path.join(target, dir), path.join(draft, 'node_modules', name));
  }
  for (const dir of dirs) {
    const nested = path.join(root, dir, 'node_modules');
    for (const name of packagesIn(nested)) {
      if (!own.has(name))
        link(
          path.join(nested, name),
          path.join(draft, dir, 'node_modules', name),
        );
    }
  }
}

function link(to: string, at: string) {
  fs.mkdirSync(path.dirname(at), { recursive: true });
  fs.symlinkSync(to, at);
}

function packagesIn(dir: string): string[] {
  if (!fs.existsSync(dir)) return [];
  return fs.readdirSync(dir).flatMap(name => {
    if (name.startsWith('@'))
      return fs
        .readdirSync(path.join(dir, name))
        .map(child => `${name}/${child}`);
    return name.startsWith('.') ? [] : [name];
  });
}
