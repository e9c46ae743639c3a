import fs from 'node:fs';
import path from 'node:path';
import {
  BUNDLE_ENDING,
  EVIDENCE_FOLDER,
  createStatement,
  digestOf,
  parseStatement,
  serializeStatement,
  type EvidenceName,
  type Predicate,
  type PredicateName,
  type Statement,
} from '@companyos/evidence';
import { z } from 'zod/v4';
import { CliError } from '../errors';

/** `evidence/artifact.json`. */
export const artifactSchema = z.strictObject({
  name: z.string().min(1),
  /** The version of the release: that of the package, and the commit. */
  version: z.string().min(1),
  kind: z.enum(['tarball', 'image']),
  /** What was signed, relative to the folder: the tarball, or the image's manifest. */
  file: z.string().min(1),
  /** The digest of that file, which is also the image's. */
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, 'use sha256: and 64 digits in lower case'),
  /** The image itself, as an OCI archive. */
  archive: z.string().optional(),
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  /** When the commit was made, RFC 3339. */
  committedAt: z.string().min(1),
  ref: z.string().optional(),
  repository: z.string().optional(),
});

/** What a run has built: `evidence/artifact.json`. */
export type Artifact = z.infer<typeof artifactSchema>;

const runSchema = z.strictObject({
  startedOn: z.string(),
  finishedOn: z.string(),
  stages: z.array(
    z.strictObject({
      name: z.string(),
      outcome: z.enum(['passed', 'failed', 'unavailable', 'skipped']),
      seconds: z.number(),
      reason: z.string().optional(),
    }),
  ),
});

/** What has been done so far: `evidence/run.json`. */
export type RunRecord = z.infer<typeof runSchema>;

/** The folder `evidence/` of a run. Stages hand each other what they made through it, in one process or in many. */
export class EvidenceFolder {
  readonly dir: string;

  constructor(root: string) {
    this.dir = path.join(root, EVIDENCE_FOLDER);
  }

  file(...parts: string[]): string {
    return path.join(this.dir, ...parts);
  }

  /** Where a tool writes its report, or a command its output. */
  report(name: string): string {
    fs.mkdirSync(this.file('reports'), { recursive: true });
    return this.file('reports', name);
  }

  /** Evidence of another run must not be taken for this one's. */
  clear() {
    fs.rmSync(this.dir, { recursive: true, force: true });
    fs.mkdirSync(this.dir, { recursive: true });
  }

  /** @throws CliError when nothing has been built yet. */
  artifact(): Artifact {
    const file = this.file('artifact.json');
    if (!fs.existsSync(file))
      throw new CliError(
        'There is no artifact that evidence could be about. Run first: companyos ci build',
      );
    return artifactSchema.parse(readJson(file));
  }

  /**
   * The bytes that the artifact's signature covers.
   *
   * @throws CliError when the file is gone, or another one than was built.
   */
  artifactBytes(): Buffer {
    const { file, digest } = this.artifact();
    const target = this.file(file);
    const bytes = fs.existsSync(target) ? fs.readFileSync(target) : undefined;
    if (!bytes || digestOf(bytes) !== digest)
      throw new CliError(
        `${target} is not the file that was built. Build it again: companyos ci build`,
      );
    return bytes;
  }

  writeArtifact(artifact: Artifact) {
    writeJson(this.file('artifact.json'), artifact);
  }

  /** Keeps a statement about the artifact for the stage that signs. */
  writeStatement<N extends PredicateName>(
    name: EvidenceName,
    kind: N,
    predicate: Predicate<N>,
  ): Statement {
    const { digest, file } = this.artifact();
    const statement = createStatement(kind, {
      subject: { digest, name: file },
      predicate,
    });
    fs.mkdirSync(this.file('statements'), { recursive: true });
    fs.writeFileSync(
      this.file('statements', `${name}.json`),
      serializeStatement(statement),
    );
    return statement;
  }

  /** The statement of a stage that has been run, or undefined. */
  statement(name: EvidenceName): Statement | undefined {
    const file = this.file('statements', `${name}.json`);
    return fs.existsSync(file)
      ? parseStatement(fs.readFileSync(file))
      : undefined;
  }

  /** How many components the list has, or undefined before there is one. */
  components(): number | undefined {
    const bom = this.statement('sbom')?.predicate as
      | Predicate<'cyclonedx'>
      | undefined;
    return bom && (bom.components?.length ?? 0);
  }

  removeStatement(name: EvidenceName) {
    fs.rmSync(this.file('statements', `${name}.json`), { force: true });
    fs.rmSync(this.file(`${name}${BUNDLE_ENDING}`), { force: true });
  }

  writeBundle(name: EvidenceName, bundle: Uint8Array) {
    fs.writeFileSync(this.file(`${name}${BUNDLE_ENDING}`), bundle);
  }

  /** What a stage has signed, or undefined where there is nothing. */
  bundle(name: EvidenceName): Buffer | undefined {
    const file = this.file(`${name}${BUNDLE_ENDING}`);
    return fs.existsSync(file) ? fs.readFileSync(file) : undefined;
  }

  /** What the stages so far said of themselves; undefined before the first. */
  run(): RunRecord | undefined {
    const file = this.file('run.json');
    return fs.existsSync(file) ? runSchema.parse(readJson(file)) : undefined;
  }

  writeRun(record: RunRecord) {
    fs.mkdirSync(this.dir, { recursive: true });
    writeJson(this.file('run.json'), record);
  }
}

function readJson(file: string): unknown {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function writeJson(file: string, value: unknown) {
  fs.writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
