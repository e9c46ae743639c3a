#!/usr/bin/env node
// Compiles the Rego under `policies/` to WebAssembly and puts each module, with its data, beside the package that
// evaluates it, from where `backstage-cli package build` packs it. Skipped when neither sources nor OPA changed.
//
//   node packages/policy/scripts/build-policies.mjs [--force]
//
// OPA is looked for in the environment variable OPA_BIN, then on PATH.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

// One line a policy: its folder under `policies/`, what may be asked of it, and who evaluates it.
const POLICIES = [
  {
    name: 'portal',
    entrypoints: ['portal/decision'],
    target: 'plugins/permission-backend-module-opa/assets',
  },
  {
    name: 'release',
    entrypoints: ['release/decision', 'release/findings', 'release/triage'],
    target: 'packages/policy/assets',
  },
];

const opa = process.env.OPA_BIN || 'opa';

function runOpa(args) {
  try {
    return execFileSync(opa, args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    if (error.code === 'ENOENT') {
      throw new Error(
        `OPA was not found as '${opa}'. Put 'opa' 1.x on PATH or name it in OPA_BIN; 'companyos doctor' says how to get it`,
      );
    }
    throw new Error(`opa ${args[0]} failed: ${error.stderr || error.message}`);
  }
}

function digestOf({ name, entrypoints }) {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(entrypoints));
  const sources = globSync(
    [
      `policies/{lib,${name}}/**/*.{rego,json,yaml}`,
      'packages/policy/scripts/*.mjs',
    ],
    {
      cwd: root,
    },
  );
  for (const path of sources.sort()) {
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  return hash.digest('hex');
}

function build(policy) {
  const { name, entrypoints } = policy;
  const target = join(root, policy.target);
  const files = {
    wasm: join(target, `${name}.wasm`),
    data: join(target, `${name}.data.json`),
    digest: join(target, `${name}.sha256`),
  };
  const digest = digestOf(policy);
  const isCurrent =
    !process.argv.includes('--force') &&
    Object.values(files).every(file => existsSync(file)) &&
    readFileSync(files.digest, 'utf8') === digest;
  if (isCurrent) {
    console.log(`policy ${name}: up to date`);
    return;
  }

  const scratch = mkdtempSync(join(tmpdir(), 'companyos-policy-'));
  try {
    const bundle = join(scratch, 'bundle.tar.gz');
    runOpa(['check', '--strict', 'policies']);
    runOpa([
      'build',
      '--target=wasm',
      ...entrypoints.map(entrypoint => `--entrypoint=${entrypoint}`),
      '--ignore=*_test.rego',
      '--ignore=testdata',
      `--output=${bundle}`,
      // by themselves, so that the entrypoints of other policies stay out
      ...['lib', name].map(folder => `${folder}:policies/${folder}`),
    ]);
    execFileSync(
      'tar',
      ['-xzf', bundle, '-C', scratch, '/policy.wasm', '/data.json'],
      {
        stdio: ['ignore', 'ignore', 'ignore'],
      },
    );
    const data = JSON.parse(readFileSync(join(scratch, 'data.json'), 'utf8'));

    mkdirSync(target, { recursive: true });
    // Written aside and renamed, so that a build that is interrupted, or two at once, never leave half a file.
    const put = (file, content) => {
      const part = `${file}.${process.pid}`;
      writeFileSync(part, content);
      renameSync(part, file);
    };
    put(files.wasm, readFileSync(join(scratch, 'policy.wasm')));
    put(files.data, `${JSON.stringify({ [name]: data[name] }, null, 2)}\n`);
    put(files.digest, digest);
    console.log(`policy ${name}: built ${policy.target}/${name}.wasm`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

try {
  for (const policy of POLICIES) build(policy);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
