import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { extract } from 'tar';
import { CliError } from '../errors';
import type { PinnedTool, Platform } from './pinned';

// A machine without the internet should notice within seconds and take the other way.
const connectTimeout = 10_000;

function platform(): Platform | undefined {
  const os = ({ linux: 'linux', darwin: 'darwin' } as const)[
    process.platform as string
  ];
  const arch = ({ x64: 'amd64', arm64: 'arm64' } as const)[
    process.arch as string
  ];
  return os && arch && { os, arch };
}

/**
 * Downloads the release of a tool for this machine to `file` and makes it executable.
 *
 * @throws CliError when there is none, it cannot be reached, or its checksum is another.
 */
export async function downloadRelease(
  tool: PinnedTool,
  file: string,
): Promise<void> {
  const here = platform();
  const release = here && tool.release(here);
  if (!release)
    throw new CliError(
      `${tool.name} has no release for ${process.platform}-${process.arch}.`,
    );
  const asset = release.url.slice(release.url.lastIndexOf('/') + 1);
  const [program, checksums] = await Promise.all([
    get(release.url),
    get(release.checksums),
  ]);
  const wanted = findChecksum(checksums.toString('utf8'), asset);
  const actual = createHash('sha256').update(program).digest('hex');
  if (actual !== wanted)
    throw new CliError(
      `${asset} arrived with the checksum ${actual} instead of ${wanted}.`,
    );
  fs.writeFileSync(file, program, { mode: 0o755 });
  if (release.member) unpack(file, release.member);
}

/** Puts one file of a gzipped tar archive in the archive's place. */
function unpack(archive: string, member: string): void {
  const folder = fs.mkdtempSync(`${archive}-`);
  try {
    extract({
      file: archive,
      cwd: folder,
      sync: true,
      filter: entry => entry === member,
    });
    fs.rmSync(archive);
    fs.renameSync(path.join(folder, member), archive);
  } catch (error) {
    throw new CliError(`The download has no '${member}' in it.`, undefined, {
      cause: error,
    });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The checksum of a file in what `sha256sum` wrote: a list, or one line whose file name does not matter. */
export function findChecksum(text: string, asset: string): string | undefined {
  const lines = text
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+\*?/));
  const line =
    lines.length === 1 ? lines[0] : lines.find(([, name]) => name === asset);
  return line?.[0];
}

async function get(url: string): Promise<Buffer> {
  const connecting = new AbortController();
  const timer = setTimeout(() => connecting.abort(), connectTimeout);
  try {
    const response = await fetch(url, { signal: connecting.signal });
    clearTimeout(timer);
    if (!response.ok)
      throw new CliError(
        `The download of ${url} was answered with ${response.status}.`,
      );
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      `${new URL(url).host} could not be reached.`,
      undefined,
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
  }
}
