import fs from 'node:fs';
import path from 'node:path';
import { digestOf, parseTrustPolicy, verifyBundle } from '@companyos/evidence';
import { SignedRun } from '../ci/__testUtils__/signedRun';
import { defineCommand } from '../command';
import { runCommandLine, useTemporaryFolder } from '../testing';
import { deployRecord } from './deployRecord';
import { commands } from '.';

const folder = useTemporaryFolder();

// Jest has no import() in the code that it runs, by which commands load themselves.
const loaded = commands
  .filter(({ path: words }) => words.join(' ') === 'deploy record')
  .map(command =>
    defineCommand({ ...command, load: async () => deployRecord }),
  );

let run: SignedRun;
beforeEach(async () => {
  run = await SignedRun.create(folder.path());
});

function record(options: string, env: NodeJS.ProcessEnv = {}) {
  const argv = ['deploy', 'record', '--key', 'keys/evidence.key'];
  return runCommandLine([...argv, ...options.split(' ')], loaded, {
    cwd: run.dir,
    env,
  });
}

function recorded() {
  const trust = fs.readFileSync(path.join(run.dir, 'trust.json'), 'utf8');
  const { outcome, statement } = verifyBundle(
    run.evidence.bundle('deployment'),
    {
      policy: parseTrustPolicy(JSON.parse(trust)),
      artifact: run.evidence.artifact().digest,
    },
  );
  return { outcome, predicate: statement?.predicate };
}

const started = '2026-11-24T09:30:00Z';

it('states who deployed what, where, and by which decision', async () => {
  const gate = Buffer.from('{}');
  run.evidence.writeBundle('gate', gate);
  const { code } = await record(
    `--environment staging --result SUCCEEDED --started ${started} --strategy canary --target kubernetes://eu/crm`,
    {
      GITHUB_REPOSITORY: 'acme/tiny-service',
      GITHUB_RUN_ID: '7',
      GITHUB_WORKFLOW_REF:
        'acme/tiny-service/.github/workflows/deploy.yml@refs/heads/main',
    },
  );
  expect(code).toBe(0);
  expect(recorded()).toEqual({
    outcome: 'verified',
    predicate: {
      environment: 'staging',
      result: 'SUCCEEDED',
      strategy: 'canary',
      startedOn: started,
      finishedOn: expect.stringMatching(/^\d{4}-/),
      version: '1.2.3-d20ace7968ba',
      deployer: {
        id: 'https://github.com/acme/tiny-service/.github/workflows/deploy.yml@refs/heads/main',
        invocationId:
          'https://github.com/acme/tiny-service/actions/runs/7/attempts/1',
      },
      target: { uri: 'kubernetes://eu/crm' },
      gate: {
        name: 'gate.sigstore.json',
        digest: { sha256: digestOf(gate).slice('sha256:'.length) },
      },
    },
  });
});

it('states a failure, by a person', async () => {
  await record(`--environment staging --result FAILED --started ${started}`);
  expect(recorded()).toMatchObject({
    outcome: 'verified',
    predicate: {
      result: 'FAILED',
      strategy: 'rolling',
      deployer: { id: 'https://companyos.dev/deployers/laptop/v1' },
    },
  });
});

it.each([
  ['--result SUCCEEDED --started 2026-11-24T09:30:00Z', '--environment NAME'],
  [
    `--environment Prod --result SUCCEEDED --started ${started}`,
    'environment: ',
  ],
  [`--environment prod --result DONE --started ${started}`, 'result: '],
  ['--environment prod --result FAILED --started yesterday', 'startedOn: '],
  [
    `--environment prod --result FAILED --started ${started} --strategy fast`,
    'strategy: ',
  ],
])('refuses %s', async (options, message) => {
  const { code, stderr } = await record(options);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
  expect(run.evidence.bundle('deployment')).toBeUndefined();
});
