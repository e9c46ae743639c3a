/**
 * What evidence costs: the whole pipeline of a new service, as `companyos ci run` does it, and the part of it that is
 * there for evidence alone: the list of components, statements, signatures, and the verification of all that was signed.
 *
 * Prints `name ours baseline ratio goal`, in seconds: evidence against the whole run. Tools are installed before. Exits
 * with 1 when it is more than 15 %.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EvidenceFolder } from '../src/ci/EvidenceFolder';
import { findCheckout } from '../src/checkout';

const GOAL = 0.15;
const EVIDENCE = ['sbom', 'sign', 'provenance', 'publish'];

const { root } = findCheckout(process.cwd(), process.env);
const cli = path.join(root, 'packages', 'cli', 'dist', 'companyos.mjs');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'companyos-pipeline-'));
const service = path.join(dir, 'sample');

function run(cwd: string, command: string, ...args: string[]) {
  execFileSync(command, args, {
    cwd,
    env: { ...process.env, COMPANYOS_ARTIFACT: 'tarball' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

function companyos(cwd: string, ...args: string[]) {
  run(cwd, process.execPath, cli, ...args);
}

function newService() {
  const about = [
    '--owner',
    'group:default/platform',
    '--description',
    'Sample',
  ];
  companyos(root, 'scaffold', 'service', 'sample', ...about, '--dir', service);
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  run(service, 'git', 'init', '--quiet', '--initial-branch=main');
  run(service, 'git', 'add', '--all');
  run(service, 'git', ...identity, 'commit', '--quiet', '-m', 'Start');
}

try {
  newService();
  // The second run is measured: the first may install tools.
  companyos(service, 'ci', 'run');
  fs.rmSync(path.join(service, 'node_modules'), { recursive: true });
  companyos(service, 'ci', 'run');
  const evidence = new EvidenceFolder(service);
  const stages = evidence.run()?.stages ?? [];
  const seconds = (names: string[]) =>
    stages
      .filter(({ name }) => names.includes(name))
      .reduce((sum, stage) => sum + stage.seconds, 0);
  const bundles = fs
    .readdirSync(evidence.dir)
    .filter(name => name.endsWith('.sigstore.json'))
    .map(name => path.join('evidence', name));
  const started = performance.now();
  companyos(
    service,
    ...['evidence', 'verify', ...bundles],
    ...['--artifact', evidence.file(evidence.artifact().file)],
    ...['--key', path.join('.companyos', 'local', 'keys', 'evidence.pub')],
  );
  const verifying = (performance.now() - started) / 1000;
  const ours = seconds(EVIDENCE) + verifying;
  const whole = seconds(stages.map(({ name }) => name)) + verifying;
  const figures = [ours, whole, ours / whole].map(figure => figure.toFixed(2));
  process.stdout.write(`evidence-share-s ${figures.join(' ')} ≤${GOAL}\n`);
  if (ours / whole > GOAL) process.exitCode = 1;
} finally {
  fs.rmSync(dir, { recursive: true, force: true });
}
