// Prepares this checkout and then runs `companyos <arguments>`.
//
//   node tools/bootstrap.mjs <command> [options]     set up what is missing, run the command
//   node tools/bootstrap.mjs --setup-only            set up what is missing
//
// Needs Node 20 or newer with npm, and git. Everything else that it gets is kept per version in the user's cache
// folder, so a second checkout downloads nothing. Each step is skipped when it is done; a step that is interrupted
// leaves nothing that a later run could mistake for a finished one.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR = 24;

// Exact versions with the digest that npm must find; where a platform has no entry, Node comes from the user.
const NODE = {
  version: '24.21.0',
  integrity: {
    'linux-x64':
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    'linux-arm64':
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
};
const YARN = {
  version: '4.18.1',
  integrity:
    'sha512-EH+A4TxAtBWXKE0DGQxW9Bo9crXHLJ73mfxjTQJuv8XonNWWTpei8BQ5JjczHJNU9GROTycwMFn8iOvRIZXUcA==',
};

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const cacheRoot =
  process.env.COMPANYOS_CACHE ??
  path.join(
    process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'),
    'companyos',
  );

/** A failure that the reader can act on: shown as one sentence, without a stack. */
class SetupError extends Error {}

function checkPrerequisites() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    throw new SetupError(
      `Node 20 or newer is needed to set up this checkout, and this is ${process.version}.`,
    );
  }
  requireTool('git', 'install it with your package manager');
}

function requireTool(tool, hint) {
  if (spawnSync(tool, ['--version'], { stdio: 'ignore' }).status !== 0) {
    throw new SetupError(
      `${tool} is needed and was not found on PATH: ${hint}.`,
    );
  }
}

/** Runs one step and says what it did and how long it took. The output of its commands goes to a log file. */
async function step(title, work) {
  const started = performance.now();
  if (process.stderr.isTTY) process.stderr.write(`… ${title}`);
  try {
    await work();
  } finally {
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
  process.stderr.write(
    `✓ ${title}  ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
  );
}

/** Runs a command to its end; when it fails, the last lines of its output are part of the message. */
function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const logFile = path.join(root, '.companyos', 'logs', 'setup.log');
    fs.mkdirSync(path.dirname(logFile), { recursive: true });
    const log = fs.openSync(logFile, 'w');
    const child = spawn(command, args, {
      cwd: root,
      ...options,
      stdio: ['ignore', log, log],
    });
    const fail = reason => {
      const tail = fs
        .readFileSync(logFile, 'utf8')
        .trim()
        .split('\n')
        .slice(-30)
        .join('\n');
      reject(
        new SetupError(
          `${tail}\n\n${command} ${args.join(
            ' ',
          )} ${reason}; all of its output: ${logFile}`,
        ),
      );
    };
    child.on('error', error => fail(`could not be started (${error.message})`));
    child.on('close', (code, signal) => {
      fs.closeSync(log);
      if (code === 0) resolve();
      else
        fail(
          signal ? `was ended by ${signal}` : `failed with exit code ${code}`,
        );
    });
  });
}

/**
 * Puts one npm package of an exact version and digest into the cache. It is installed beside its place and renamed,
 * so that it is either whole or absent, and two runs at once do not meet: the later one throws its copy away.
 */
async function cachedPackage(tool, name, { version, integrity, bin }) {
  const target = path.join(cacheRoot, tool, version);
  const packageDir = path.join(target, 'node_modules', name);
  if (fs.existsSync(packageDir)) return target;
  requireTool('npm', 'it comes with Node');

  await step(`Get ${name} ${version}`, async () => {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    const draft = fs.mkdtempSync(`${target}.draft-`);
    try {
      const dependencies = { [name]: version };
      fs.writeFileSync(
        path.join(draft, 'package.json'),
        JSON.stringify({ private: true, dependencies }),
      );
      const packages = {
        '': { dependencies },
        [`node_modules/${name}`]: { version, integrity, bin },
      };
      fs.writeFileSync(
        path.join(draft, 'package-lock.json'),
        JSON.stringify({ lockfileVersion: 3, packages }),
      );
      await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
        cwd: draft,
      });
      try {
        fs.renameSync(draft, target);
      } catch (error) {
        if (!fs.existsSync(packageDir)) throw error;
      }
    } finally {
      fs.rmSync(draft, { recursive: true, force: true });
    }
  });
  return target;
}

/** The folder that holds `bin/node` of the right version: this very Node, or one from the cache. */
async function node24() {
  if (Number(process.versions.node.split('.')[0]) === NODE_MAJOR) {
    return path.dirname(path.dirname(process.execPath));
  }
  const platform = `${process.platform}-${process.arch}`;
  const integrity = NODE.integrity[platform];
  if (!integrity) {
    throw new SetupError(
      `Node ${NODE_MAJOR} is needed, this is ${process.version}, and there is no pinned package of it for ${platform}: ` +
        `install Node ${NODE_MAJOR} and run the command again.`,
    );
  }
  const name = `node-${platform}`;
  const target = await cachedPackage('node', name, {
    version: NODE.version,
    integrity,
  });
  return path.join(target, 'node_modules', name);
}

async function yarn() {
  const target = await cachedPackage('yarn', '@yarnpkg/cli-dist', {
    ...YARN,
    bin: { yarn: 'bin/yarn.js' },
  });
  return path.join(target, 'node_modules', '.bin');
}

function digestOf(files) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0]);
  for (const file of files)
    hash
      .update(`\0${path.relative(root, file)}\0`)
      .update(fs.readFileSync(file));
  return hash.digest('hex');
}

function installInputs() {
  const files = ['package.json', 'yarn.lock', '.yarnrc.yml'].map(file =>
    path.join(root, file),
  );
  for (const group of ['packages', 'plugins']) {
    for (const name of fs.readdirSync(path.join(root, group)).sort()) {
      const file = path.join(root, group, name, 'package.json');
      if (fs.existsSync(file)) files.push(file);
    }
  }
  return files;
}

function readIfThere(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

/** Holds a lock file while `work` runs, so that two commands in one checkout do not install at once. */
async function locked(work) {
  const file = path.join(root, '.companyos', 'run', 'setup.lock');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const holder = Number(readIfThere(file));
      if (holder && !isAlive(holder)) fs.rmSync(file, { force: true });
      else await sleep(200);
    }
  }
  try {
    await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function installPackages(env) {
  const stamp = path.join(root, 'node_modules', '.companyos-install');
  const wanted = digestOf(installInputs());
  if (readIfThere(stamp) === wanted) return;
  await locked(async () => {
    if (readIfThere(stamp) === wanted) return;
    await step('Install the packages', () =>
      run('yarn', ['install', '--immutable'], { env }),
    );
    fs.writeFileSync(stamp, wanted);
  });
}

/** Replaces nothing: Node has no exec, so the command runs as a child that gets our signals and gives us its end. */
function handOver(node, args, env) {
  const entry = path.join(root, 'packages', 'cli', 'dist', 'companyos.mjs');
  const child = spawn(node, [entry, ...args], { stdio: 'inherit', env });
  // Ctrl-C reaches the child from the terminal itself; here it must only not end the parent first.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('close', (code, signal) => {
    process.exitCode = code ?? 128 + os.constants.signals[signal];
  });
}

async function main(args) {
  checkPrerequisites();
  const nodeHome = await node24();
  const nodeBin = path.join(nodeHome, 'bin');
  const env = {
    ...process.env,
    PATH: [nodeBin, await yarn(), process.env.PATH].join(path.delimiter),
    // native modules build against the headers of this Node, without a download
    npm_config_nodedir: nodeHome,
  };
  await installPackages(env);
  const node = path.join(nodeBin, 'node');
  const built = spawnSync(
    node,
    [path.join(root, 'packages', 'cli', 'build.mjs')],
    { cwd: root, env, stdio: 'inherit' },
  );
  if (built.status !== 0)
    throw new SetupError('The command line tool could not be built.');
  if (args[0] !== '--setup-only') handOver(node, args, env);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(
    `${error instanceof SetupError ? error.message : error.stack}\n`,
  );
  process.exitCode = 1;
}
