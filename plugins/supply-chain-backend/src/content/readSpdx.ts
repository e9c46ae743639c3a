import type { Predicate } from '@companyos/evidence';
import { collectComponents, type ReadBom } from './collectComponents';
import { depthsFrom } from './depthsFrom';

type Document = Predicate<'spdx2'>;
type Package = NonNullable<Document['packages']>[number];

const DOCUMENT = 'SPDXRef-DOCUMENT';

/** Which of the two elements of a relationship is the one that needs the other. */
const NEEDS: Partial<Record<string, 'first' | 'second'>> = {
  CONTAINS: 'first',
  DEPENDS_ON: 'first',
  DESCRIBES: 'first',
  CONTAINED_BY: 'second',
  DEPENDENCY_OF: 'second',
  DESCRIBED_BY: 'second',
};

/**
 * Reads what is in an SPDX 2.2 or 2.3 document. The one package that a document describes is the artifact itself and none
 * of its components; of a document about several each is one.
 *
 * @throws InputError when there are more packages than the limit.
 */
export function readSpdx(document: Document, maxComponents: number): ReadBom {
  const graph = graphOf(document);
  const described = graph.get(DOCUMENT) ?? new Set();
  const root = described.size === 1 ? [...described][0] : DOCUMENT;
  const depths = depthsFrom(
    root,
    [...graph].map(([ref, needed]) => ({ ref, dependsOn: [...needed] })),
  );
  return collectComponents(
    document.spdxVersion.replace('-', ' '),
    (document.packages ?? [])
      .filter(({ SPDXID }) => SPDXID !== root)
      .map(one => toWritten(one, depths)),
    maxComponents,
  );
}

/** Both ways in which a format of two directions says what needs what. */
function graphOf(document: Document): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  const add = (from: string, to: string) => {
    const needed = graph.get(from);
    if (needed) needed.add(to);
    else graph.set(from, new Set([to]));
  };
  for (const id of document.documentDescribes ?? []) add(DOCUMENT, id);
  for (const one of document.relationships ?? []) {
    const { spdxElementId, relatedSpdxElement, relationshipType } = one;
    const needs = NEEDS[relationshipType];
    if (needs === 'first') add(spdxElementId, relatedSpdxElement);
    if (needs === 'second') add(relatedSpdxElement, spdxElementId);
  }
  return graph;
}

function toWritten(one: Package, depths: Map<string, number>) {
  const { SPDXID, name, versionInfo, licenseConcluded, licenseDeclared } = one;
  return {
    purl: purlOf(one),
    name,
    version: versionInfo,
    licence: [licenseConcluded, licenseDeclared].find(isLicence),
    depth: depths.get(SPDXID),
  };
}

/** Version 2.2 writes the category with an underscore, 2.3 with a hyphen, and tools either. */
function purlOf({ externalRefs = [] }: Package): string | undefined {
  return externalRefs.find(
    ({ referenceCategory, referenceType }) =>
      /^PACKAGE[-_]MANAGER$/.test(referenceCategory) &&
      referenceType === 'purl',
  )?.referenceLocator;
}

function isLicence(text: string | undefined): boolean {
  return !!text && text !== 'NOASSERTION' && text !== 'NONE';
}
