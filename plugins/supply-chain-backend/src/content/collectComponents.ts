import { InputError } from '@backstage/errors';
import { storableText } from '@companyos/plugin-companyos-node';
import type { Sbom } from '@companyos/plugin-supply-chain-common';
import { readPurl } from '../purl';

// What is longer is no name; an index entry of PostgreSQL has to fit into a third of a page.
const MAX_NAME = 500;
const MAX_VERSION = 256;

/** A name that is no package URL, as the dictionary has it. */
export const PLAIN_NAME = 'bom:';

/** A component as the index keeps it. */
export type IndexedComponent = {
  /** Package URL without version, or {@link PLAIN_NAME} and the component's name. */
  name: string;
  /** Empty when the BOM says none. */
  version: string;
  licence?: string;
  depth?: number;
};

/** A component as a bill of materials has it, whatever the format. */
export type WrittenComponent = {
  purl?: string;
  name: string;
  version?: string;
  licence?: string;
  depth?: number;
};

/** What a bill of materials comes to. */
export type ReadBom = { facts: Sbom; components: IndexedComponent[] };

/**
 * Takes the components out of a bill of materials. One that is there twice counts once, with the shortest way to it.
 *
 * @throws InputError when there are more than the limit.
 */
export function collectComponents(
  format: string,
  written: Iterable<WrittenComponent>,
  maxComponents: number,
): ReadBom {
  const found = new Map<string, IndexedComponent>();
  let count = 0;
  for (const component of written) {
    count += 1;
    if (count > maxComponents)
      throw new InputError(
        `The bill of materials has more than ${maxComponents} components, which is the limit; split it by artifact`,
      );
    const read = toIndexed(component);
    const key = `${read.name}\0${read.version}`;
    const known = found.get(key);
    if (!known) found.set(key, read);
    else known.depth = least(known.depth, read.depth);
  }
  const components = [...found.values()];
  const reached = components.flatMap(({ depth }) => depth ?? []);
  return {
    components,
    facts: {
      format,
      components: components.length,
      withoutPurl: components.filter(({ name }) => name.startsWith(PLAIN_NAME))
        .length,
      licences: countLicences(components),
      depth:
        reached.length > 0
          ? reached.reduce((a, b) => Math.max(a, b))
          : undefined,
    },
  };
}

function toIndexed(component: WrittenComponent): IndexedComponent {
  const { purl, name, version, licence, depth } = component;
  const known = purl === undefined ? undefined : readPurl(purl);
  return {
    name: known?.purl ?? short(`${PLAIN_NAME}${name}`, MAX_NAME),
    version: short(known?.version ?? version ?? '', MAX_VERSION),
    licence: licence === undefined ? undefined : short(licence, MAX_NAME),
    depth,
  };
}

function countLicences(components: IndexedComponent[]): Sbom['licences'] {
  const counts = new Map<string, number>();
  for (const { licence = 'NONE' } of components)
    counts.set(licence, (counts.get(licence) ?? 0) + 1);
  return [...counts]
    .map(([name, number]) => ({ name, components: number }))
    .sort((a, b) => b.components - a.components || (a.name < b.name ? -1 : 1));
}

function least(a: number | undefined, b: number | undefined) {
  return a === undefined || b === undefined ? a ?? b : Math.min(a, b);
}

function short(text: string, length: number): string {
  return storableText(text.slice(0, length));
}
