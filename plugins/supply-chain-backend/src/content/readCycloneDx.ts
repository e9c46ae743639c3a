import type { Predicate } from '@companyos/evidence';
import { collectComponents, type ReadBom } from './collectComponents';
import { depthsFrom } from './depthsFrom';

type Bom = Predicate<'cyclonedx'>;
type BomComponent = NonNullable<Bom['components']>[number];

/**
 * Reads what is in a CycloneDX bill of materials.
 *
 * @throws InputError when there are more components than the limit.
 */
export function readCycloneDx(bom: Bom, maxComponents: number): ReadBom {
  const depths = depthsFrom(
    bom.metadata?.component?.['bom-ref'],
    bom.dependencies ?? [],
  );
  return collectComponents(
    `CycloneDX ${bom.specVersion}`,
    everyComponent(bom.components ?? [], depths),
    maxComponents,
  );
}

/** Components may hold components, to any depth: a loop and no recursion, which a hostile BOM would exhaust. */
function* everyComponent(
  components: BomComponent[],
  depths: Map<string, number>,
) {
  const waiting = [...components].reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield toWritten(next, depths);
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

function toWritten(component: BomComponent, depths: Map<string, number>) {
  const { purl, version, 'bom-ref': ref } = component;
  const group = typeof component.group === 'string' ? component.group : '';
  return {
    purl: typeof purl === 'string' ? purl : undefined,
    name: [group, component.name].filter(Boolean).join('/'),
    version: typeof version === 'string' ? version : undefined,
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
  return names.length > 0 ? names.join(', ') : undefined;
}
