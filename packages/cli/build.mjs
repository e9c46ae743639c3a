// Bundles the command line tool into dist/ (about a second); does nothing when no input changed.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(path.dirname(here));
const dist = path.join(here, 'dist');
const stampFile = path.join(dist, 'inputs.json');

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const absolute = path.join(root, file);
    hash
      .update(`\0${file}\0`)
      .update(fs.existsSync(absolute) ? fs.readFileSync(absolute) : 'absent');
  }
  return hash.digest('hex');
}

function isUpToDate() {
  if (!fs.existsSync(stampFile)) return false;
  const stamp = JSON.parse(fs.readFileSync(stampFile, 'utf8'));
  return digest(stamp.files) === stamp.digest;
}

if (!isUpToDate()) {
  const started = performance.now();
  const { bundle } = await import('./bundle.mjs');
  const inputs = await bundle({ outdir: dist });
  const files = [
    ...inputs
      .map(file => path.relative(root, path.resolve(here, file)))
      .filter(file => !file.includes('node_modules')),
    ...[
      'yarn.lock',
      'packages/cli/build.mjs',
      'packages/cli/bundle.mjs',
      'packages/cli/package.json',
    ],
  ].sort();
  fs.writeFileSync(stampFile, JSON.stringify({ digest: digest(files), files }));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(`✓ Build the command line tool  ${seconds} s\n`);
}
