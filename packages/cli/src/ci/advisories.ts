import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openPromise } from 'yauzl';
import { CliError, UsageError } from '../errors';

/** Advisories as the scanner wants them. */
export type AdvisoryDatabase = {
  /** What the scanner is told as `--local-db-path`. */
  dir: string;
  /** When the newest advisory was put in, RFC 3339. */
  lastUpdate: string;
  close(): void;
};

/**
 * Opens a folder of OSV databases, one `<ecosystem>/all.zip` each, as OSV exports them.
 *
 * @throws UsageError when the database for npm is not in it; CliError when it is there and is no database, since an empty
 * one would make every artifact look clean.
 */
export async function openAdvisories(
  folder: string,
): Promise<AdvisoryDatabase> {
  const file = path.join(folder, 'npm', 'all.zip');
  if (!fs.existsSync(file))
    throw new UsageError(
      `'${folder}' holds no advisories: npm/all.zip is missing. It is the export of OSV for npm.`,
    );
  const lastUpdate = await newestEntry(file);
  // The scanner looks for the ecosystems in a folder of this name.
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'companyos-advisories-'));
  fs.symlinkSync(path.resolve(folder), path.join(dir, 'osv-scalibr'));
  return {
    dir,
    lastUpdate: lastUpdate.toISOString(),
    close: () => fs.rmSync(dir, { recursive: true, force: true }),
  };
}

async function newestEntry(file: string): Promise<Date> {
  let newest: Date | undefined;
  try {
    const zip = await openPromise(file);
    try {
      for await (const entry of zip.eachEntry()) {
        const date = entry.getLastModDate();
        if (entry.fileName.endsWith('.json') && (!newest || date > newest))
          newest = date;
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    throw new CliError(
      `${file} is not a database of advisories: ${(error as Error).message}.`,
    );
  }
  if (!newest) throw new CliError(`${file} holds no advisory at all.`);
  return newest;
}
