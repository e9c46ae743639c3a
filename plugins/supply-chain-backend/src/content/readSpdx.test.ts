import type { Predicate } from '@companyos/evidence';
import { spdx } from '../__testUtils__/evidence';
import { readSpdx } from './readSpdx';

type Document = Predicate<'spdx2'>;

const read = (document: Document) => readSpdx(document, 100);

it('reads packages with their licences, by how far they are from the artifact', () => {
  const { facts, components } = read(
    spdx({
      packages: ['pay', 'a', 'b', 'c'],
      relationships: [
        'DOCUMENT DESCRIBES pay',
        'pay DEPENDS_ON a',
        'b DEPENDENCY_OF a',
        'a CONTAINS c',
        'c DEPENDS_ON a',
        'a BUILD_TOOL_OF pay',
      ],
    }),
  );
  expect(components).toEqual([
    { name: 'pkg:npm/a', version: '1.0.0', licence: 'MIT', depth: 1 },
    { name: 'pkg:npm/b', version: '1.0.0', licence: 'MIT', depth: 2 },
    { name: 'pkg:npm/c', version: '1.0.0', licence: 'MIT', depth: 2 },
  ]);
  expect(facts).toEqual({
    format: 'SPDX 2.3',
    components: 3,
    withoutPurl: 0,
    licences: [{ name: 'MIT', components: 3 }],
    depth: 2,
  });
});

it.each(['PACKAGE-MANAGER', 'PACKAGE_MANAGER'])(
  'reads package URLs of the category %s',
  referenceCategory => {
    const document = spdx({ packages: ['a'] });
    document.packages![0].externalRefs = [
      {
        referenceCategory: 'SECURITY',
        referenceType: 'cpe23Type',
        referenceLocator: 'cpe:2.3:a:a:a:1:*:*:*:*:*:*:*',
      },
      {
        referenceCategory,
        referenceType: 'purl',
        referenceLocator: 'pkg:npm/%40acme/a@2.0.0?arch=x',
      },
    ];
    expect(read(document).components).toEqual([
      expect.objectContaining({ name: 'pkg:npm/%40acme/a', version: '2.0.0' }),
    ]);
  },
);

it('has each of several packages that it is about', () => {
  const document = spdx({ packages: ['a', 'b'] });
  document.documentDescribes = ['SPDXRef-a', 'SPDXRef-b'];
  expect(read(document).components.map(({ depth }) => depth)).toEqual([1, 1]);
});

it('takes what is declared where nobody concluded anything', () => {
  const document = spdx({ packages: ['a', 'b'] });
  const [a, b] = document.packages!;
  Object.assign(a, { licenseConcluded: 'NOASSERTION', licenseDeclared: 'ISC' });
  Object.assign(b, {
    licenseConcluded: 'NONE',
    licenseDeclared: 'NOASSERTION',
  });
  expect(read(document).facts.licences).toEqual([
    { name: 'ISC', components: 1 },
    { name: 'NONE', components: 1 },
  ]);
});

it('counts a package without a package URL, under its name', () => {
  const document = spdx({ packages: ['a'] });
  delete document.packages![0].externalRefs;
  expect(read(document)).toMatchObject({
    facts: { components: 1, withoutPurl: 1 },
    components: [{ name: 'bom:a', version: '1.0.0' }],
  });
});

it('takes no more than the limit', () => {
  const document = spdx({ packages: ['a', 'b', 'c'] });
  expect(() => readSpdx(document, 2)).toThrow(/more than 2 components/);
});
