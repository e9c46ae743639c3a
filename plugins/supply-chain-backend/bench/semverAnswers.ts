import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Knex } from 'knex';
import semver from 'semver';
import { inRange, sortKey } from '../src/semverOrder';
import { copyLines } from './copyLines';
import type { PackageList } from './fleet';

const RANGES = 200;

/**
 * Holds the index against the package `semver`: the order of all versions, and for ranges around some of them which
 * versions are in it.
 *
 * @param packages - with their versions; without them those of this checkout's lock file are taken.
 * @returns how many answers there were, and how many of them were wrong.
 */
export async function compareWithSemver(
  knex: Knex,
  packages: PackageList,
): Promise<{ versions: number; answers: number; wrong: number }> {
  const listed = packages.flatMap(({ version }) => version ?? []);
  const versions = [...new Set(listed.length > 0 ? listed : lockedVersions())];
  const parsed = new Map(versions.map(text => [text, semver.parse(text)]));
  await knex.transaction(async trx => {
    await trx.raw(
      'create table versions (version text not null, sort_key bytea)',
    );
    await copyLines(
      trx,
      'versions',
      versions.map(text => {
        const key = sortKey(text);
        return `${text}\t${key === undefined ? '\\N' : `\\\\x${key}`}`;
      }),
    );
  });
  let wrong = versions.filter(
    text => (sortKey(text) === undefined) !== (parsed.get(text) === null),
  ).length;
  let answers = versions.length;

  const ordered: { version: string; sort_key: Buffer }[] = await knex(
    'versions',
  )
    .whereNotNull('sort_key')
    .orderBy('sort_key');
  for (let place = 1; place < ordered.length; place++) {
    const [a, b] = [ordered[place - 1], ordered[place]];
    const expected = parsed.get(a.version)!.compare(parsed.get(b.version)!);
    answers += 1;
    if (expected !== (a.sort_key.equals(b.sort_key) ? 0 : -1)) wrong += 1;
  }

  for (const range of rangesAround(ordered.map(({ version }) => version))) {
    const { sql, bindings } = inRange('sort_key', range)!;
    const found = new Set(
      await knex('versions').whereRaw(sql, bindings).pluck('version'),
    );
    const test = new semver.Range(range, { includePrerelease: true });
    for (const [text, version] of parsed) {
      answers += 1;
      if (found.has(text) !== (version !== null && test.test(version)))
        wrong += 1;
    }
  }
  return { versions: versions.length, answers, wrong };
}

function lockedVersions(): string[] {
  const lock = path.resolve(__dirname, '../../../yarn.lock');
  return Array.from(
    readFileSync(lock, 'utf8').matchAll(/^ {2}version: "?([^"\n]+)/gm),
    ([, version]) => version,
  );
}

/** Of every kind that npm has, spread over all versions. */
function rangesAround(versions: string[]): string[] {
  const kinds = [
    (a: string) => `>=${a}`,
    (a: string) => `<${a}`,
    (a: string) => `^${a}`,
    (a: string) => `~${a}`,
    (a: string, b: string) => `>${a} <=${b}`,
    (a: string, b: string) => `${a} || >=${b}`,
  ];
  const step = Math.max(1, Math.floor(versions.length / RANGES));
  return versions
    .filter((_, place) => place % step === 0)
    .map((version, index) =>
      kinds[index % kinds.length](
        version,
        versions[Math.min(index * step + 7, versions.length - 1)],
      ),
    )
    .filter(range => semver.validRange(range, { includePrerelease: true }));
}
