import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {
  createException,
  createKeyPair,
  createStatement,
  digestOf,
  keySigner,
  signArtifact,
  signStatement,
  type ExceptionRequest,
  type Predicate,
  type PredicateName,
} from '@companyos/evidence';
import { commands } from '..';
import { defineCommand, type Command } from '../../command';
import { runCommandLine, useTemporaryFolder } from '../../testing';
import { gateException } from '../gateException';
import { gateRelease } from '../gateRelease';

const root = path.resolve(__dirname, '../../../../..');

// Jest has no import() in the code that it runs, by which commands load themselves.
const gateCommands: Command[] = commands.flatMap(command => {
  const run = { 'gate release': gateRelease, 'gate exception': gateException }[
    command.path.join(' ')
  ];
  return run ? [defineCommand({ ...command, load: async () => run })] : [];
});

export const artifact = Buffer.from('the artifact of customer-records 1.4.2');

const day = 24 * 60 * 60 * 1000;
export const inDays = (days: number) => new Date(Date.now() + days * day);

/** A critical one, with a version that corrects it. */
export const finding = {
  id: 'GHSA-9f24-jqhm-jfcw',
  severity: [{ method: 'cvss_score', score: '9.8' }],
  annotations: [
    {
      purl: 'pkg:npm/undici@5.0.0',
      aliases: ['CVE-2024-24750'],
      fixed: ['5.28.4'],
    },
  ],
};

/** A scan of just now. */
export function scan(...result: object[]): Predicate<'vulnerabilities'> {
  const now = new Date().toISOString();
  return {
    scanner: {
      uri: 'pkg:github/google/osv-scanner@2.3.1',
      db: { lastUpdate: now },
      result: result as Predicate<'vulnerabilities'>['scanner']['result'],
    },
    metadata: { scanStartedOn: now, scanFinishedOn: now },
  };
}

export function testOf(
  tool: string,
  result: 'PASSED' | 'FAILED' = 'PASSED',
): Predicate<'testResult'> {
  return { result, configuration: [{ name: tool }] };
}

export const provenance: Predicate<'slsaProvenance'> = {
  buildDefinition: {
    buildType: 'https://companyos.dev/buildtypes/service/v1',
    externalParameters: {},
    resolvedDependencies: [
      { digest: { gitCommit: 'd20ace7968ba43c0219f62d71334c1095bab1602' } },
    ],
  },
  runDetails: { builder: { id: 'https://ci.companyos.example/v1' } },
};

export const sbom: Predicate<'cyclonedx'> = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: [{ type: 'library', name: 'undici', version: '5.0.0' }],
};

/**
 * For each test a service with a release that has all evidence, signed by the key `pipeline`; a trust policy in
 * `trust.json` that knows `pipeline`, `security` for exceptions alone, and `laptop` for development.
 */
export function useGatedRelease() {
  const folder = useTemporaryFolder();

  const keyOf = (name: string) => createKeyPair(folder.path('keys'), name);

  function write(name: string, content: unknown) {
    const target = folder.path(name);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(
      target,
      Buffer.isBuffer(content) ? content : JSON.stringify(content),
    );
  }

  async function statement<N extends PredicateName>(
    name: string,
    kind: N,
    predicate: Predicate<N>,
    { by = 'pipeline', about = digestOf(artifact) } = {},
  ) {
    const subject = { name: 'app.tgz', digest: about };
    const made = createStatement(kind, { subject, predicate });
    const bundle = await signStatement(made, keySigner(keyOf(by)));
    write(`evidence/${name}.sigstore.json`, bundle);
  }

  /** What `companyos ci run` leaves of an artifact. */
  async function evidence(bytes: Buffer, scanned = scan()) {
    const about = digestOf(bytes);
    write('evidence/artifact.json', {
      name: 'customer-records',
      version: '1.4.2',
      kind: 'tarball',
      file: 'app.tgz',
      digest: about,
      commit: 'd20ace7968ba43c0219f62d71334c1095bab1602',
      committedAt: '2026-11-24T09:30:00Z',
    });
    write('evidence/app.tgz', bytes);
    write(
      'evidence/signature.sigstore.json',
      await signArtifact(bytes, keySigner(keyOf('pipeline'))),
    );
    await statement('provenance', 'slsaProvenance', provenance, { about });
    await statement('sbom', 'cyclonedx', sbom, { about });
    await statement('scan', 'vulnerabilities', scanned, { about });
    await statement('test', 'testResult', testOf('make test'), { about });
    await statement('sast', 'testResult', testOf('semgrep'), { about });
    await statement('secrets', 'testResult', testOf('gitleaks'), { about });
  }

  /** An exception for `finding`. */
  async function exception(
    change: Partial<ExceptionRequest> = {},
    by = 'security',
  ) {
    const made = createException({
      artifactName: 'customer-records',
      vulnerability: finding.id,
      package: 'pkg:npm/undici@5.0.0',
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
      owner: 'group:default/crm',
      expires: inDays(20),
      made: inDays(-1),
      ...change,
    });
    write(
      'security/exceptions/vex-undici.sigstore.json',
      await signStatement(made, keySigner(keyOf(by))),
    );
  }

  function companyos(...argv: string[]) {
    return runCommandLine(['gate', ...argv], gateCommands, {
      cwd: folder.path(),
    });
  }

  /** What the gate says to a program. */
  async function decided(environment = 'production', ...more: string[]) {
    const trust = ['--policy', 'trust.json', '--environment', environment];
    const argv = ['release', ...trust, '--json', ...more];
    const { code, stdout } = await companyos(...argv);
    const decision = JSON.parse(stdout);
    const violations: { code: string; message: string }[] = decision.violations;
    return {
      code,
      ...decision,
      codes: violations.map(one => one.code),
      text: violations.map(one => one.message).join('\n'),
    };
  }

  beforeAll(() => {
    execFileSync(process.execPath, [
      path.join(root, 'packages/policy/scripts/build-policies.mjs'),
    ]);
  });

  beforeEach(async () => {
    const trusted = (name: string, purpose: string, statements?: string[]) => ({
      name,
      publicKey: keyOf(name).publicKey,
      purpose,
      statements,
    });
    write('trust.json', {
      keys: [
        trusted('pipeline', 'production', [
          'signature',
          'slsaProvenance',
          'cyclonedx',
          'vulnerabilities',
          'testResult',
        ]),
        trusted('security', 'production', ['openvex']),
        trusted('laptop', 'development'),
      ],
    });
    await evidence(artifact);
  });

  return {
    path: folder.path,
    companyos,
    decided,
    evidence,
    exception,
    keyOf,
    statement,
    write,
  };
}
