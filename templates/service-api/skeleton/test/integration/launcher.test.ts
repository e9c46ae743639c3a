import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { after, before, beforeEach, describe, test } from 'node:test';
import { promisify } from 'node:util';

const PROGRAM = `
console.log(JSON.stringify(process.argv.slice(2)));
process.exitCode = process.argv.includes('fail') ? 7 : 0;
`;

const root = mkdtempSync(path.join(tmpdir(), 'launcher-'));
const launcher = path.join(root, 'scripts', 'companyos.mjs');
const cache = path.join(root, 'cache');
let tarball: Buffer;
let served: Buffer;
let downloads = 0;
const server = createServer((req, res) => {
  downloads += 1;
  res.statusCode = req.url === '/cli.tgz' ? 200 : 404;
  res.end(res.statusCode === 200 ? served : undefined);
});
let url: string;

before(async () => {
  mkdirSync(path.join(root, 'package', 'bin'), { recursive: true });
  mkdirSync(path.join(root, '.companyos'));
  writeFileSync(path.join(root, 'package', 'bin', 'companyos.js'), PROGRAM);
  writeFileSync(
    path.join(root, 'package', 'package.json'),
    JSON.stringify({ name: 'cli', bin: { companyos: 'bin/companyos.js' } }),
  );
  await promisify(execFile)('tar', ['-czf', 'cli.tgz', 'package'], {
    cwd: root,
  });
  tarball = readFileSync(path.join(root, 'cli.tgz'));
  cpSync('scripts/companyos.mjs', launcher);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.close();
  rmSync(root, { recursive: true });
});
beforeEach(() => {
  rmSync(cache, { recursive: true, force: true });
  served = tarball;
  downloads = 0;
  pin({});
});

function pin(change: Record<string, unknown>): void {
  const digest = createHash('sha512').update(tarball).digest('base64');
  const entry = {
    version: '1.2.3',
    file: 'cli.tgz',
    integrity: `sha512-${digest}`,
    sources: [`${url}/cli.tgz`],
    ...change,
  };
  writeFileSync(
    path.join(root, '.companyos', 'cli.json'),
    JSON.stringify(entry),
  );
}

async function launch(...args: string[]) {
  const env = { ...process.env, COMPANYOS_CACHE: cache };
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [launcher, ...args],
      { env },
    );
    return { code: 0, stdout, stderr: '' };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe('scripts/companyos.mjs', () => {
  test('downloads once, and runs the CLI with the arguments as they are', async () => {
    const args = ['doctor', '--json', 'two words'];
    for (const run of ['first', 'second']) {
      const { code, stdout } = await launch(...args);
      assert.equal(code, 0, run);
      assert.deepEqual(JSON.parse(stdout), args);
    }
    assert.equal(downloads, 1);
  });

  test('returns the exit code of the CLI', async () => {
    assert.equal((await launch('fail')).code, 7);
  });

  test('two runs at once both work and leave one copy', async () => {
    const runs = await Promise.all([launch('a'), launch('b')]);
    assert.deepEqual(
      runs.map(({ code }) => code),
      [0, 0],
    );
    assert.equal(readdirSync(path.join(cache, 'companyos', 'cli')).length, 1);
  });

  test('asks the next source when one does not answer or does not have it', async () => {
    pin({
      sources: ['http://127.0.0.1:1/cli.tgz', `${url}/gone`, `${url}/cli.tgz`],
    });
    assert.equal((await launch('doctor')).code, 0);
  });

  test('names every source when none has it', async () => {
    pin({ sources: ['http://127.0.0.1:1/cli.tgz', `${url}/gone`] });
    const { code, stderr } = await launch('doctor');
    assert.equal(code, 1);
    assert.match(stderr, /companyos 1\.2\.3 cannot be downloaded/);
    assert.match(stderr, /127\.0\.0\.1:1\/cli\.tgz: /);
    assert.match(stderr, /\/gone: HTTP 404/);
  });

  test('refuses a tampered tarball, asks nobody else and installs nothing', async () => {
    served = Buffer.concat([tarball, Buffer.from('x')]);
    pin({ sources: [`${url}/cli.tgz`, `${url}/cli.tgz`] });
    const { code, stdout, stderr } = await launch('doctor');
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(
      stderr,
      /^Refused: .* is not the file that \.companyos\/cli\.json names/,
    );
    assert.equal(downloads, 1);
    assert.throws(() => readdirSync(cache), { code: 'ENOENT' });
  });

  test('refuses a pin without a digest', async () => {
    pin({ integrity: '' });
    assert.match((await launch('doctor')).stderr, /has no 'integrity'/);
    pin({ integrity: 'sha1-abc' });
    assert.match((await launch('doctor')).stderr, /not a sha512 digest/);
    assert.equal(downloads, 0);
  });

  test('a new digest of the same version does not meet the old copy', async () => {
    await launch('doctor');
    pin({ integrity: `sha512-${Buffer.alloc(64).toString('base64')}` });
    assert.match((await launch('doctor')).stderr, /^Refused/);
  });
});
