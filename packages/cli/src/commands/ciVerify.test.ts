import fs from 'node:fs';
import { SignedRun } from '../ci/__testUtils__/signedRun';
import { defineCommand } from '../command';
import { runCommandLine, useTemporaryFolder } from '../testing';
import { ciVerify } from './ciVerify';
import { commands } from '.';

const folder = useTemporaryFolder();

// Jest has no import() in the code that it runs, by which commands load themselves.
const loaded = commands
  .filter(({ path }) => path.join(' ') === 'ci verify')
  .map(command => defineCommand({ ...command, load: async () => ciVerify }));

let run: SignedRun;
beforeEach(async () => {
  run = await SignedRun.create(folder.path());
});

function verify(...options: string[]) {
  const argv = ['ci', 'verify', '--policy', 'trust.json', ...options];
  return runCommandLine(argv, loaded, { cwd: run.dir });
}

it('verifies everything that a run has signed', async () => {
  const { digest } = run.evidence.artifact();
  const { code, stdout } = await verify('--digest', digest, '--json');
  const { bundles } = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(
    bundles.map(({ name, outcome }: Record<string, string>) => [name, outcome]),
  ).toEqual(
    [
      'signature',
      'provenance',
      'sbom',
      'test',
      'sast',
      'secrets',
      'release',
    ].map(name => [name, 'verified']),
  );
});

it('verifies a scan where there is one', async () => {
  await run.say('scan', 'testResult', { result: 'PASSED', configuration: [] });
  const { code, stderr } = await verify();
  expect(stderr).toContain(
    'scan        failed (EVIDENCE_PREDICATE_TYPE_MISMATCH)',
  );
  expect(code).toBe(1);
});

it.each(['signature', 'provenance', 'sbom', 'test', 'release'])(
  'is not content without %s',
  async name => {
    fs.rmSync(run.evidence.file(`${name}.sigstore.json`));
    const { code, stderr } = await verify();
    expect(stderr).toContain(`${name.padEnd(10)}  absent (EVIDENCE_ABSENT)`);
    expect(code).toBe(5);
  },
);

it.each([
  ['version', { version: '9.9.9' }, 'release: its name or version'],
  ['name', { name: 'other-service' }, 'release: its name or version'],
  ['commit', { commit: 'f'.repeat(40) }, 'provenance: its commit'],
])('refuses another %s than was signed', async (_, change, message) => {
  run.evidence.writeArtifact({ ...run.evidence.artifact(), ...change });
  const { code, stderr } = await verify();
  expect(stderr).toContain(`the signed ${message} was changed.`);
  expect(code).toBe(1);
});

it('refuses an artifact that was changed', async () => {
  fs.appendFileSync(run.evidence.file('tiny-service.tgz'), 'x');
  const { code, stderr } = await verify();
  expect(stderr).toContain('is not the file that was built');
  expect(code).toBe(1);
});

it('refuses another artifact than was asked for', async () => {
  const { code, stderr } = await verify('--digest', `sha256:${'0'.repeat(64)}`);
  expect(stderr).toContain('was asked for');
  expect(code).toBe(1);
});

it('trusts nobody by itself', async () => {
  const argv = ['ci', 'verify'];
  const { code, stderr } = await runCommandLine(argv, loaded, { cwd: run.dir });
  expect(stderr).toContain('--policy FILE');
  expect(code).toBe(2);
});
