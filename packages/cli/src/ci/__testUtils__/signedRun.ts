import fs from 'node:fs';
import path from 'node:path';
import {
  createKeyPair,
  createStatement,
  digestOf,
  keySigner,
  signArtifact,
  signStatement,
  type EvidenceName,
  type Predicate,
  type PredicateName,
  type SigningKey,
} from '@companyos/evidence';
import { EvidenceFolder } from '../EvidenceFolder';
import { purlOf } from '../stages/publish';

const bytes = Buffer.from('the artifact\n');
const commit = 'd20ace7968ba43c0219f62d71334c1095bab1602';

/** A folder in which a run has left its evidence, signed with a key that `trust.json` names. */
export class SignedRun {
  readonly evidence: EvidenceFolder;
  private readonly key: SigningKey;

  static async create(dir: string): Promise<SignedRun> {
    const run = new SignedRun(dir);
    await run.sign();
    return run;
  }

  private constructor(readonly dir: string) {
    this.evidence = new EvidenceFolder(dir);
    this.evidence.clear();
    this.key = createKeyPair(path.join(dir, 'keys'), 'evidence');
    this.evidence.writeArtifact({
      name: 'tiny-service',
      version: '1.2.3-d20ace7968ba',
      kind: 'tarball',
      file: 'tiny-service.tgz',
      digest: digestOf(bytes),
      commit,
      committedAt: '2026-11-24T09:30:00.000Z',
    });
    fs.writeFileSync(this.evidence.file('tiny-service.tgz'), bytes);
    const { publicKey } = this.key;
    const keys = [{ name: 'ci', publicKey, purpose: 'development' }];
    fs.writeFileSync(path.join(dir, 'trust.json'), JSON.stringify({ keys }));
  }

  /** Signs a statement about the artifact in the name of a stage. */
  async say<N extends PredicateName>(
    name: EvidenceName,
    kind: N,
    predicate: Predicate<N>,
  ) {
    const { digest, file } = this.evidence.artifact();
    const statement = createStatement(kind, {
      subject: { digest, name: file },
      predicate,
    });
    this.evidence.writeBundle(
      name,
      await signStatement(statement, keySigner(this.key)),
    );
  }

  private async sign() {
    this.evidence.writeBundle(
      'signature',
      await signArtifact(bytes, keySigner(this.key)),
    );
    await this.say('provenance', 'slsaProvenance', {
      buildDefinition: {
        buildType: 'https://companyos.dev/buildtypes/service/v1',
        externalParameters: {},
        resolvedDependencies: [
          { name: 'tiny-service', digest: { gitCommit: commit } },
        ],
      },
      runDetails: { builder: { id: 'https://companyos.dev/builders/test' } },
    });
    await this.say('sbom', 'cyclonedx', {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
    });
    for (const name of ['test', 'sast', 'secrets'] as const)
      await this.say(name, 'testResult', {
        result: 'PASSED',
        configuration: [],
      });
    const purl = purlOf(this.evidence.artifact());
    await this.say('release', 'release', { purl });
  }
}
