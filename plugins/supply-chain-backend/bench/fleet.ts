import { readFileSync } from 'node:fs';
import type { IndexedComponent } from '../src/content';

export const RELEASES = Number(process.env.RELEASES ?? 10_000);
export const COMPONENTS = 500;
const NAMES = 60_000;
const VERSIONS = 12;

/** A component, and what of it a bill of materials has beside what the index keeps. */
export type FleetComponent = IndexedComponent & {
  plainName: string;
  purl: string;
};

/** Bills of materials of a company, the same on each run. */
export type Fleet = {
  /** Names of packages, the most frequent first. */
  names: string[];
  /** What is in a release, by its number. */
  bomOf: (release: number) => FleetComponent[];
};

/** A list of real packages: names with their newest version, the most frequent first. */
export type PackageList = { name: string; version?: string }[];

/**
 * The names that are downloaded most from npm; or those of the file in PACKAGES, which has a name, a tab and a version on
 * each line.
 */
export async function readPackageList(): Promise<PackageList> {
  const file = process.env.PACKAGES;
  if (!file) {
    const { npmHighImpact } = await import('npm-high-impact');
    return npmHighImpact.map(name => ({ name }));
  }
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line.includes('\t'))
    .map(line => {
      const [name, version] = line.split('\t');
      return { name, version };
    });
}

/** Few packages are in most releases, as in life; each has several versions in use. */
export function makeFleet(packages: PackageList): Fleet {
  const names = packages.slice(0, NAMES).map(({ name }) => name);
  const components = names.flatMap((name, index) =>
    Array.from({ length: VERSIONS }, (_, version) =>
      componentOf(name, index, version),
    ),
  );
  const boms = Array.from({ length: RELEASES }, (_, release) =>
    pickComponents(release, names.length),
  );
  return {
    names,
    bomOf: release => Array.from(boms[release], id => components[id]),
  };
}

const LICENCES = [
  ...Array<string>(12).fill('MIT'),
  ...['ISC', 'ISC', 'Apache-2.0', 'BSD-3-Clause', 'BSD-2-Clause', 'MPL-2.0'],
];

function componentOf(
  plainName: string,
  index: number,
  version: number,
): FleetComponent {
  const name = `pkg:npm/${plainName.replace('@', '%40')}`;
  const text = `${1 + Math.floor(version / 6)}.${version % 6}.${index % 9}`;
  return {
    plainName,
    name,
    version: text,
    purl: `${name}@${text}`,
    licence: LICENCES[index % LICENCES.length],
    depth: 1 + (index % 6),
  };
}

function pickComponents(release: number, names: number): Int32Array {
  const random = numbers(20_261_101 + release);
  const picked = new Set<number>();
  while (picked.size < COMPONENTS)
    picked.add(Math.floor(names * random() ** 3));
  return Int32Array.from(
    picked,
    name => name * VERSIONS + Math.floor(random() * VERSIONS),
  );
}

/** The same numbers on each run, from 0 to below 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    state = (state ^ (state >>> 15)) + 0x6d2b79f5;
    return (state >>> 0) / 4_294_967_296;
  };
}
