import fs from 'node:fs';
import path from 'node:path';
import { createKeyPair } from '@companyos/evidence';
import { runCommandLine, useTemporaryFolder } from '../testing';
import { defineCommand } from '../command';
import { evidenceSign } from './evidenceSign';
import { evidenceVerify } from './evidenceVerify';
import { commands } from '.';

const folder = useTemporaryFolder();

// Jest has no import() in the code that it runs, by which commands load themselves.
const loaded = commands.flatMap(command => {
  const name = command.path.join(' ');
  const run = {
    'evidence sign': evidenceSign,
    'evidence verify': evidenceVerify,
  }[name];
  return run ? [defineCommand({ ...command, load: async () => run })] : [];
});

function companyos(...argv: string[]) {
  return runCommandLine(['evidence', ...argv], loaded, { cwd: folder.path() });
}

function write(name: string, content: unknown): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  fs.writeFileSync(folder.path(name), text);
  return name;
}

/** An artifact, its signature and a statement about it. */
async function signed() {
  createKeyPair(folder.path('keys'), 'evidence');
  write('app.tgz', 'the artifact');
  write('result.json', { result: 'PASSED', configuration: [] });
  const key = ['--key', 'keys/evidence.key'];
  const signature = 'evidence/signature.sigstore.json';
  const test = 'evidence/test.sigstore.json';
  const statement = ['--type', 'testResult', '--predicate', 'result.json'];
  for (const args of [
    ['app.tgz', '--out', signature],
    ['app.tgz', ...statement, '--out', test],
  ]) {
    expect(await companyos('sign', ...args, ...key)).toMatchObject({ code: 0 });
  }
  return { signature, test };
}

const trusting = ['--key', 'keys/evidence.pub'];

it('signs and verifies, and says what was checked', async () => {
  const { signature, test } = await signed();
  const { code, stdout, stderr } = await companyos(
    'verify',
    signature,
    test,
    '--artifact',
    'app.tgz',
    ...trusting,
  );
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toContain(`${signature}: verified (EVIDENCE_VERIFIED). `);
  expect(stderr).toContain(`${test}: verified (EVIDENCE_VERIFIED). `);
  expect(stderr).toMatch(/^ {2}passed {6} signature {7}key 'key'$/m);
});

it('ends with 1 when a bundle is wrong, and tells a program why', async () => {
  const { signature, test } = await signed();
  write('other.tgz', 'another artifact');
  const { code, stdout } = await companyos(
    'verify',
    signature,
    test,
    'gone.sigstore.json',
    '--artifact',
    'other.tgz',
    '--json',
    ...trusting,
  );
  expect(code).toBe(1);
  const { bundles } = JSON.parse(stdout);
  expect(
    bundles.map((one: { file: string; code: string }) => [one.file, one.code]),
  ).toEqual([
    [signature, 'EVIDENCE_SUBJECT_MISMATCH'],
    [test, 'EVIDENCE_SUBJECT_MISMATCH'],
    ['gone.sigstore.json', 'EVIDENCE_ABSENT'],
  ]);
  expect(bundles[1].statement).toEqual({
    predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    subject: [{ name: 'app.tgz', digest: { sha256: expect.any(String) } }],
  });
});

it('ends with 5 when nothing is wrong and not everything is proven', async () => {
  const { test } = await signed();
  const about = ['--artifact', 'app.tgz'];
  const empty = ['--policy', write('trust.json', {})];
  expect(await companyos('verify', test, ...about, ...empty)).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('unverifiable (EVIDENCE_TRUST_MISSING)'),
  });
  expect(
    await companyos('verify', test, 'gone.json', ...about, ...trusting),
  ).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('gone.json: absent (EVIDENCE_ABSENT)'),
  });
});

it('verifies under a trust policy that is a file', async () => {
  const { test } = await signed();
  const publicKey = fs.readFileSync(folder.path('keys/evidence.pub'), 'utf8');
  const policy = write('trust.json', {
    keys: [{ name: 'laptop', publicKey, purpose: 'development' }],
  });
  const type = 'https://in-toto.io/attestation/test-result/v0.1';
  expect(
    await companyos(
      'verify',
      test,
      ...['--artifact', 'app.tgz', '--policy', policy, '--type', type],
    ),
  ).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(
      "by the key 'laptop', trusted for development alone",
    ),
  });
});

it('signs with the key of the checkout where none is named', async () => {
  write('package.json', { name: 'companyos-portal' });
  write('app.tgz', 'the artifact');
  const { code } = await companyos('sign', 'app.tgz', '--out', 'a.json');
  expect(code).toBe(0);
  const key = folder.path('.companyos', 'keys', 'evidence.key');
  expect(fs.statSync(key).mode & 0o777).toBe(0o600);
  expect(
    await companyos(
      'verify',
      'a.json',
      ...['--artifact', 'app.tgz', '--key', '.companyos/keys/evidence.pub'],
    ),
  ).toMatchObject({ code: 0 });
});

it.each([
  ['verify a.json --key keys/evidence.pub', 'Say what the evidence should'],
  ['verify a.json --artifact app.tgz', 'Say whom to trust'],
  [
    'verify a.json --digest sha256:ABC --key keys/evidence.pub',
    "'sha256:ABC' is not a digest",
  ],
  ['verify a.json --artifact app.tgz --key app.tgz', 'keys.0.publicKey'],
  ['verify a.json --artifact app.tgz --policy app.tgz', 'is not JSON'],
  ['verify a.json --artifact gone --key keys/evidence.pub', "'gone' could not"],
  ['verify keys --artifact app.tgz --key keys/evidence.pub', 'has no bundle'],
  ['sign app.tgz', 'Say where the bundle goes'],
  ['sign --key keys/evidence.key --out a.json', 'Say what is signed'],
  [
    `sign --digest sha256:${'a'.repeat(
      64,
    )} --key keys/evidence.key --out a.json`,
    'covers its bytes',
  ],
  [
    'sign app.tgz --type spdx --predicate app.tgz --key keys/evidence.key --out a.json',
    "There is no kind of statement 'spdx'. Kinds: cyclonedx, ",
  ],
  [
    'sign app.tgz --type cyclonedx --predicate result.json --key keys/evidence.key --out a.json',
    'bomFormat: ',
  ],
  [
    'sign app.tgz --type cyclonedx --key keys/evidence.key --out a.json',
    'both --type and --predicate',
  ],
])('ends with 2 at: %s', async (line, message) => {
  await signed();
  const { code, stderr } = await companyos(...line.split(' '));
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining(message),
  });
  expect(fs.existsSync(path.join(folder.path(), 'a.json'))).toBe(false);
});
