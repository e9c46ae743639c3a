#!/usr/bin/env node
// Runs the `companyos` CLI in the version that .companyos/cli.json pins. It is fetched once
// from the first source that answers, checked against its digest, and kept in the user's
// cache folder. Needs Node 20 or newer and tar, nothing else.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const DOWNLOAD_TIMEOUT_MS = 60_000;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

class LauncherError extends Error {}

async function main(args) {
  const pin = await readPin(path.join(root, '.companyos', 'cli.json'));
  const folder = cacheFolder(pin);
  if (!existsSync(folder)) {
    await install(await download(pin), folder);
  }
  return run(await findProgram(folder), args);
}

async function readPin(file) {
  const pin = JSON.parse(await readFile(file, 'utf8'));
  for (const key of ['version', 'file', 'integrity', 'sources']) {
    if (!pin[key]) {
      throw new LauncherError(`${file} has no '${key}'.`);
    }
  }
  if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(pin.integrity)) {
    throw new LauncherError(`${file}: 'integrity' is not a sha512 digest.`);
  }
  if (!/^[\w.+-]+$/.test(pin.version)) {
    throw new LauncherError(`${file}: '${pin.version}' is not a version.`);
  }
  return pin;
}

/** One folder a digest: another tarball of the same version never meets this one. */
function cacheFolder({ version, integrity }) {
  const { COMPANYOS_CACHE, XDG_CACHE_HOME } = process.env;
  const cache =
    COMPANYOS_CACHE || XDG_CACHE_HOME || path.join(homedir(), '.cache');
  const digest = Buffer.from(integrity.slice('sha512-'.length), 'base64');
  const name = `${version}-${digest.toString('hex').slice(0, 16)}`;
  return path.join(cache, 'companyos', 'cli', name);
}

async function download({ version, sources, integrity }) {
  const failures = [];
  for (const source of sources) {
    let tarball;
    try {
      tarball = await fetchTarball(source);
    } catch (error) {
      failures.push(`  ${source}: ${error.cause?.code ?? error.message}`);
      continue;
    }
    const digest = createHash('sha512').update(tarball).digest('base64');
    if (`sha512-${digest}` !== integrity) {
      throw new LauncherError(
        `Refused: ${source} is not the file that .companyos/cli.json names.\n` +
          `  expected ${integrity}\n  received sha512-${digest}\n` +
          'Somebody changed the file or the digest. Nothing was installed.',
      );
    }
    return tarball;
  }
  throw new LauncherError(
    `companyos ${version} cannot be downloaded:\n${failures.join('\n')}`,
  );
}

async function fetchTarball(source) {
  const signal = AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS);
  const response = await fetch(source, { signal });
  if (!response.ok) {
    throw new Error(`HTTP ${response.status}`);
  }
  return Buffer.from(await response.arrayBuffer());
}

/** Unpacks beside the folder and renames, so that a folder is whole or not there. */
async function install(tarball, folder) {
  await mkdir(path.dirname(folder), { recursive: true });
  const draft = await mkdtemp(`${folder}.`);
  try {
    const file = path.join(draft, 'cli.tgz');
    await writeFile(file, tarball);
    const tar = spawnSync('tar', ['-xzf', file, '-C', draft], {
      encoding: 'utf8',
    });
    if (tar.status !== 0) {
      throw new LauncherError(
        `tar failed: ${tar.error?.message ?? tar.stderr.trim()}`,
      );
    }
    await rename(path.join(draft, 'package'), folder);
  } catch (error) {
    // another run may have been faster; its folder has the same digest
    if (!existsSync(folder)) {
      throw error;
    }
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function findProgram(folder) {
  const { bin } = JSON.parse(
    await readFile(path.join(folder, 'package.json'), 'utf8'),
  );
  return path.join(folder, typeof bin === 'string' ? bin : bin.companyos);
}

function run(program, args) {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ? 1 : code));
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof LauncherError)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
