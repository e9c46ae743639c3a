import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createTarball, digestOf } from '@companyos/evidence';
import { CliError } from '../errors';
import type { Artifact } from './EvidenceFolder';
import type { StageContext } from './Stage';

// The lock file names every dependency by its digest, so it is part of what is signed.
const manifests = ['package.json', 'package-lock.json'];

/**
 * Packs what `files` of package.json names, as one folder `package`. The same commit gives the same bytes; commit and
 * time are in `build.json`.
 *
 * @throws CliError that names the file that is missing.
 */
export function buildTarball({
  evidence,
  source,
}: StageContext): Pick<Artifact, 'kind' | 'file' | 'digest'> {
  const { root, name, version, commit, committedAt, repository } = source;
  if (source.files.length === 0)
    throw new CliError(
      "package.json has no 'files', so nothing says what the artifact holds. Name the folders that the service needs to run, such as dist.",
    );
  const stage = fs.mkdtempSync(path.join(os.tmpdir(), 'companyos-artifact-'));
  try {
    const dir = path.join(stage, 'package');
    for (const file of [...manifests, ...source.files]) {
      const from = path.join(root, file);
      if (!fs.existsSync(from))
        throw new CliError(
          `'${file}' belongs to the artifact and is not there after make build.`,
        );
      fs.cpSync(from, path.join(dir, file), { recursive: true });
    }
    const built = { name, version, commit, committedAt, repository };
    fs.writeFileSync(
      path.join(dir, 'build.json'),
      `${JSON.stringify(built, undefined, 2)}\n`,
    );
    const file = `${name}-${version}.tgz`;
    createTarball({
      cwd: stage,
      names: ['package'],
      file: evidence.file(file),
    });
    const digest = digestOf(fs.readFileSync(evidence.file(file)));
    return { kind: 'tarball', file, digest };
  } finally {
    fs.rmSync(stage, { recursive: true, force: true });
  }
}
