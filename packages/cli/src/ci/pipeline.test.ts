import fs from 'node:fs';
import path from 'node:path';
import {
  createException,
  createKeyPair,
  createTarball,
  keySigner,
  signStatement,
} from '@companyos/evidence';
import { defineCommand } from '../command';
import { commands } from '../commands';
import { ciRun, ciStage } from '../commands/ci';
import { evidenceVerify } from '../commands/evidenceVerify';
import { runCommandLine, useTemporaryFolder } from '../testing';
import { TinyService } from './__testUtils__/tinyService';

// The real scanners run here: GITLEAKS_BIN, OSV_SCANNER_BIN, and those that come as folders of the cache.
jest.setTimeout(240_000);

const folder = useTemporaryFolder();

// Jest has no import() in the code that it runs, by which commands load themselves.
const loaded = commands.flatMap(command => {
  const [group, name] = command.path;
  const run = {
    'ci run': ciRun,
    'evidence verify': evidenceVerify,
    ...(group === 'ci' && name !== 'run' && { [`ci ${name}`]: ciStage(name) }),
  }[command.path.join(' ')];
  return run ? [defineCommand({ ...command, load: async () => run })] : [];
});

function newService() {
  return new TinyService(folder.path('service'));
}

function companyos(
  { dir }: TinyService,
  argv: string[],
  env: Record<string, string> = {},
) {
  const { GITHUB_EVENT_NAME: _, ...base } = process.env;
  return runCommandLine(argv, loaded, { cwd: dir, env: { ...base, ...env } });
}

const run = ['ci', 'run', '--artifact', 'tarball'];
const verify = ['--key', '.companyos/local/keys/evidence.pub'];

it('leaves the artifact with signed evidence, the same bytes each time', async () => {
  const service = newService();
  const advisories = service.database({ 'none.json': '{}' });
  const first = await companyos(service, [
    ...[...run, '--advisories', advisories],
    ...['--to', '../releases', '--json'],
  ]);
  expect(first).toMatchObject({ code: 0 });
  const { artifact, stages } = JSON.parse(first.stdout);
  expect(stages.map((stage: { outcome: string }) => stage.outcome)).toEqual(
    Array(10).fill('passed'),
  );
  const commit = service.git('rev-parse', 'HEAD').trim();
  const version = `1.2.3-${commit.slice(0, 12)}`;
  expect(artifact).toMatchObject({
    kind: 'tarball',
    file: `tiny-service-${version}.tgz`,
    commit,
    ref: 'refs/heads/main',
  });
  const released = folder.path('releases', 'tiny-service', version);
  const bundles = fs
    .readdirSync(released)
    .filter(name => name.endsWith('.sigstore.json'));
  expect(bundles.sort().map(name => name.split('.')[0])).toEqual([
    ...['provenance', 'release', 'sast', 'sbom', 'scan', 'secrets'],
    ...['signature', 'test'],
  ]);
  const verified = await companyos(service, [
    ...[
      'evidence',
      'verify',
      ...bundles.map(name => path.join(released, name)),
    ],
    ...['--artifact', path.join(released, artifact.file), ...verify],
  ]);
  expect(verified).toMatchObject({ code: 0 });
  const folderOf = ['evidence', 'verify', released, ...verify, '--json'];
  const whole = await companyos(service, folderOf);
  expect(whole.code).toBe(0);
  expect(JSON.parse(whole.stdout).bundles).toHaveLength(bundles.length);
  const again = await companyos(service, ['ci', 'build', '--json']);
  expect(JSON.parse(again.stdout).artifact.digest).toBe(artifact.digest);
});

it('names the files that are not committed', async () => {
  const service = newService();
  service.write('src/main.ts', 'export const answer = 43;\n');
  service.write('src/new.ts', '');
  expect(await companyos(service, ['ci', 'build'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      'not built from: src/main.ts, src/new.ts are not committed',
    ),
  });
});

it.each([
  ['lint', 'sloppy', "'make lint' failed"],
  ['test', 'broken', "'make test' failed"],
])('ends where %s fails, and signs nothing', async (stage, word, sentence) => {
  const service = newService();
  service.write('src/main.ts', `export const answer = '${word}';\n`);
  service.commit();
  const { code, stderr } = await companyos(service, run);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining(sentence),
  });
  const { stages } = service.read('evidence', 'run.json');
  expect(stages.at(-1)).toMatchObject({ name: stage, outcome: 'failed' });
  expect(await companyos(service, ['ci', 'sign'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Nothing is signed'),
  });
  expect(fs.readdirSync(service.file('evidence')).join()).not.toContain(
    'sigstore',
  );
});

it('finds a secret that a later commit has removed', async () => {
  const service = newService();
  const token = `cos_${'aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zA2cD4fG'}`;
  service.write('src/token.ts', `export const token = '${token}';\n`);
  service.commit();
  fs.rmSync(service.file('src/token.ts'));
  service.commit();
  await companyos(service, ['ci', 'build']);
  const { code, stderr } = await companyos(service, ['ci', 'secrets']);
  expect(code).toBe(1);
  expect(stderr).toContain('src/token.ts:1 in ');
  expect(stderr).toContain('Revoke each first');
  expect(stderr).not.toContain(token);
  const { predicate } = service.read('evidence', 'statements', 'secrets.json');
  expect(predicate).toMatchObject({ result: 'FAILED' });
  expect(JSON.stringify(predicate)).not.toContain(token);
});

it('takes the name of a service for no secret, and a key beside it for one', async () => {
  const service = newService();
  service.write(
    'deploy/values.yaml',
    'env:\n  TOKEN_AUDIENCE: orders-mwvvqm98\n',
  );
  service.commit();
  await companyos(service, ['ci', 'build']);
  expect(await companyos(service, ['ci', 'secrets'])).toMatchObject({
    code: 0,
  });
  service.write('deploy/values.yaml', 'env:\n  API_TOKEN: orders-mwvvqm98\n');
  service.commit();
  await companyos(service, ['ci', 'build']);
  expect(await companyos(service, ['ci', 'secrets'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('deploy/values.yaml:2 in '),
  });
});

it('finds SQL that is put together from values', async () => {
  const service = newService();
  service.write(
    'src/main.ts',
    'export const find = (db, id) => db.query(`select ${id}`);\n',
  );
  service.commit();
  await companyos(service, ['ci', 'build']);
  expect(await companyos(service, ['ci', 'sast'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('src/main.ts:1  This SQL is put together'),
  });
  const { predicate } = service.read('evidence', 'statements', 'sast.json');
  expect(predicate).toMatchObject({
    result: 'FAILED',
    failedTests: [expect.stringContaining('sql-from-parts: src/main.ts:1')],
  });
});

it.each([
  ['sast', 'security/semgrep', 'There are no rules'],
  ['secrets', 'security/gitleaks.toml', 'no security/gitleaks.toml'],
])('%s does not pass without its rules', async (stage, file, sentence) => {
  const service = newService();
  fs.rmSync(service.file(file), { recursive: true });
  service.commit();
  await companyos(service, ['ci', 'build']);
  expect(await companyos(service, ['ci', stage])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(sentence),
  });
});

it('sast does not pass with a rule that is none', async () => {
  const service = newService();
  service.write('security/semgrep/ours.yaml', 'rules: [{id: nothing}]\n');
  service.commit();
  await companyos(service, ['ci', 'build']);
  expect(await companyos(service, ['ci', 'sast'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('semgrep could not do its work'),
  });
});

it('does not list components that are not installed', async () => {
  const service = newService();
  fs.rmSync(service.file('node_modules'), { recursive: true });
  await companyos(service, ['ci', 'build']);
  expect(await companyos(service, ['ci', 'sbom'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('npm'),
  });
  expect(await companyos(service, ['ci', 'scan'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Run first: companyos ci sbom'),
  });
});

describe('scan', () => {
  async function listed() {
    const service = newService();
    await companyos(service, ['ci', 'build']);
    expect(await companyos(service, ['ci', 'sbom'])).toMatchObject({ code: 0 });
    return service;
  }

  it('says which component has which vulnerability, and where it is mended', async () => {
    const service = await listed();
    const scan = ['ci', 'scan', '--advisories', service.advisories()];
    expect(await companyos(service, scan)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /GHSA-aaaa-bbbb-cccc in pkg:npm\/undici@8.13.1 is critical [^]*Update to 8.14.0[^]* no gate lets into production/,
      ),
    });
    const { predicate } = service.read('evidence', 'statements', 'scan.json');
    expect(predicate.scanner.result).toEqual([
      {
        id: 'GHSA-aaaa-bbbb-cccc',
        severity: [
          { method: 'CVSS_V3', score: expect.stringContaining('CVSS:3.1/') },
          { method: 'cvss_score', score: '9.8' },
          { method: 'osv_severity', score: 'CRITICAL' },
        ],
        annotations: [
          {
            purl: 'pkg:npm/undici@8.13.1',
            aliases: ['CVE-2026-00001'],
            fixed: ['8.14.0'],
            summary: 'Invented for this test',
          },
        ],
      },
    ]);
  });

  it('lets through what the environment allows, or somebody trusted has excepted', async () => {
    const service = await listed();
    const advisories = service.advisories();
    const scan = ['ci', 'scan', '--json', '--advisories', advisories];
    expect(
      await companyos(service, [...scan, '--environment', 'development']),
    ).toMatchObject({ code: 0, stdout: expect.stringContaining('1 known') });
    expect(
      await companyos(service, [...scan, '--environment', 'moon']),
    ).toMatchObject({ code: 2, stderr: expect.stringContaining('Use one of') });

    const key = createKeyPair(folder.path('security'), 'security');
    const exception = createException({
      artifactName: 'tiny-service',
      vulnerability: 'GHSA-aaaa-bbbb-cccc',
      package: 'pkg:npm/undici@8.13.1',
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
      owner: 'group:default/crm',
      made: new Date(),
      expires: new Date(Date.now() + 20 * 24 * 3600_000),
    });
    const bundle = await signStatement(exception, keySigner(key));
    fs.mkdirSync(service.file('security', 'exceptions'));
    fs.writeFileSync(
      service.file('security/exceptions/vex-undici.sigstore.json'),
      bundle,
    );
    expect(await companyos(service, scan)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('does not count'),
    });
    const { publicKey } = key;
    const keys = [{ name: 'security', publicKey, purpose: 'production' }];
    fs.writeFileSync(folder.path('trust.json'), JSON.stringify({ keys }));
    expect(
      await companyos(service, [...scan, '--policy', '../trust.json']),
    ).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 known, 1 excepted'),
    });
  });

  it('is unavailable where nobody answers, and forgets what an earlier one said', async () => {
    const service = await listed();
    const clean = service.database({ 'none.json': '{}' });
    await companyos(service, ['ci', 'scan', '--advisories', clean]);
    expect(fs.existsSync(service.file('evidence/statements/scan.json'))).toBe(
      true,
    );
    jest.spyOn(global, 'fetch').mockRejectedValue(new Error('no network'));
    const { code, stdout } = await companyos(
      service,
      ['ci', 'scan', '--json'],
      { HTTPS_PROXY: '', https_proxy: '' },
    );
    jest.restoreAllMocks();
    expect(code).toBe(0);
    expect(JSON.parse(stdout).stages).toMatchObject([
      { name: 'scan', outcome: 'unavailable' },
    ]);
    expect(fs.existsSync(service.file('evidence/statements/scan.json'))).toBe(
      false,
    );
  });

  it.each([
    ['is missing', undefined, 2, 'npm/all.zip is missing'],
    ['holds nothing', { 'readme.txt': '' }, 1, 'holds no advisory at all'],
  ])('fails when the database %s', async (_, files, code, sentence) => {
    const service = await listed();
    const advisories = files
      ? service.database(files)
      : service.file('security');
    expect(
      await companyos(service, ['ci', 'scan', '--advisories', advisories]),
    ).toMatchObject({ code, stderr: expect.stringContaining(sentence) });
  });

  it('fails when the database is none', async () => {
    const service = await listed();
    const advisories = service.database({ 'none.json': '{}' });
    fs.writeFileSync(path.join(advisories, 'npm', 'all.zip'), 'cut off');
    expect(
      await companyos(service, ['ci', 'scan', '--advisories', advisories]),
    ).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not a database of advisories'),
    });
  });
});

describe('sign and publish', () => {
  async function checked() {
    const service = newService();
    for (const stage of ['build', 'test', 'sast', 'secrets', 'sbom'])
      await companyos(service, ['ci', stage]);
    return service;
  }

  it('want every statement first, about this artifact', async () => {
    const service = await checked();
    const publish = await companyos(service, ['ci', 'publish']);
    expect(publish).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("without a signed 'signature'"),
    });
    const sbom = service.file('evidence/statements/sbom.json');
    const statement = service.read('evidence', 'statements', 'sbom.json');
    statement.subject[0].digest.sha256 = '0'.repeat(64);
    fs.writeFileSync(sbom, JSON.stringify(statement));
    expect(await companyos(service, ['ci', 'sign'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("'sbom' is about another artifact"),
    });
    fs.rmSync(sbom);
    expect(await companyos(service, ['ci', 'sign'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("without the evidence 'sbom'"),
    });
  });

  it('refuse an artifact that was changed after it was built', async () => {
    const service = await checked();
    const { file } = service.read('evidence', 'artifact.json');
    createTarball({
      cwd: service.dir,
      names: ['src'],
      file: service.file('evidence', file),
    });
    expect(await companyos(service, ['ci', 'sign'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not the file that was built'),
    });
  });

  it('are not for pull requests', async () => {
    const service = await checked();
    const env = { GITHUB_EVENT_NAME: 'pull_request' };
    expect(await companyos(service, ['ci', 'sign'], env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a pull request builds is not signed'),
    });
    const clean = service.database({ 'none.json': '{}' });
    const whole = [...run, '--advisories', clean];
    expect(await companyos(service, whole, env)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Nothing was signed'),
    });
  });

  it('say what is wrong with a key', async () => {
    const service = await checked();
    const sign = (key: string) =>
      companyos(service, ['ci', 'sign', '--key', key]);
    expect(await sign('gone.key')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('signing key could not be read'),
    });
    expect(await sign('package.json')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('use an ECDSA key'),
    });
  });
});

it.each([
  ['no package.json', (s: TinyService) => fs.rmSync(s.file('package.json'))],
  ['is not JSON', (s: TinyService) => s.write('package.json', '{')],
  [
    "'name'",
    (s: TinyService) => s.write('package.json', '{"version":"1.0.0"}'),
  ],
  [
    'there is none',
    (s: TinyService) => fs.rmSync(s.file('.git'), { recursive: true }),
  ],
])('says what it needs: %s', async (sentence, damage) => {
  const service = newService();
  damage(service);
  expect(await companyos(service, ['ci', 'build'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(sentence),
  });
});
