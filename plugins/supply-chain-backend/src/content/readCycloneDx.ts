import { InputError } from '@backstage/errors';
import type { Predicate } from '@companyos/evidence';
import { storableText } from '@companyos/plugin-companyos-node';
import type { Sbom } from '@companyos/plugin-supply-chain-common';
import { readPurl } from '../purl';
import { depthsFrom } from './depthsFrom';

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

type Bom = Predicate<'cyclonedx'>;
type BomComponent = NonNullable<Bom['components']>[number];

/**
 * Reads what is in a CycloneDX bill of materials. A component that is there twice counts once, with the shortest way to
 * it.
 *
 * @throws InputError when there are more than the limit.
 */
export function readCycloneDx(
  bom: Bom,
  maxComponents: number,
): { facts: Sbom; components: IndexedComponent[] } {
  const depths = depthsFrom(
    bom.metadata?.component?.['bom-ref'],
    bom.dependencies ?? [],
  );
  const found = new Map<string, IndexedComponent>();
  let count = 0;
  for (const component of everyComponent(bom.components ?? [])) {
    count += 1;
    if (count > maxComponents)
      throw new InputError(
        `The bill of materials has more than ${maxComponents} components, which is the limit; split it by artifact`,
      );
    const read = readComponent(component, depths);
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
      format: `CycloneDX ${bom.specVersion}`,
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

/** Components may hold components, to any depth: a loop and no recursion, which a hostile BOM would exhaust. */
function* everyComponent(components: BomComponent[]): Generator<BomComponent> {
  const waiting = [...components].reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    const inner: unknown = next.components;
    if (Array.isArray(inner)) waiting.push(...inner.filter(isComponent));
  }
}

function isComponent(value: unknown): value is BomComponent {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as BomComponent).name === 'string'
  );
}

function readComponent(
  component: BomComponent,
  depths: Map<string, number>,
): IndexedComponent {
  const { purl, version } = component;
  const known = typeof purl === 'string' ? readPurl(purl) : undefined;
  const group = typeof component.group === 'string' ? component.group : '';
  const plain = [group, component.name].filter(Boolean).join('/');
  const ref = component['bom-ref'];
  return {
    name: known?.purl ?? short(`${PLAIN_NAME}${plain}`, MAX_NAME),
    version: short(
      known?.version ?? (typeof version === 'string' ? version : ''),
      MAX_VERSION,
    ),
    licence: licenceOf(component.licenses),
    depth: typeof ref === 'string' ? depths.get(ref) : undefined,
  };
}

/** An expression, or the names of a list; how those are meant together is not said by the format. */
function licenceOf(licences: unknown): string | undefined {
  if (!Array.isArray(licences)) return undefined;
  const names = licences.flatMap(one => {
    const { expression, license } = (one ?? {}) as {
      expression?: unknown;
      license?: { id?: unknown; name?: unknown };
    };
    const name = expression ?? license?.id ?? license?.name;
    return typeof name === 'string' && name !== '' ? [name] : [];
  });
  return names.length > 0 ? short(names.join(', '), MAX_NAME) : undefined;
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
