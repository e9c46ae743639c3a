import { dependenciesOf, dependencyGraph, waysTo } from './dependencyTree';

const component = (name: string, more = {}) => ({
  'bom-ref': name,
  name,
  version: '1',
  ...more,
});

const bom = {
  metadata: { component: component('root') },
  components: [
    component('b', { components: [component('inner', { group: '@acme' })] }),
    component('a'),
    { name: 'without reference' },
  ],
  dependencies: [
    { ref: 'root', dependsOn: ['b', 'a', 'gone'] },
    { ref: 'a', dependsOn: ['inner'] },
    { ref: 'inner', dependsOn: ['a'] },
  ],
};

const names = (nodes: { name: string }[]) => nodes.map(({ name }) => name);

it('reads what depends on what, with components in components', () => {
  const graph = dependencyGraph(bom)!;
  expect(names(dependenciesOf(graph, 'root'))).toEqual(['a', 'b']);
  expect(names(dependenciesOf(graph, 'a'))).toEqual(['@acme/inner']);
  expect(dependenciesOf(graph, 'b')).toEqual([]);
});

it.each([
  [{ ...bom, dependencies: undefined }],
  [{ ...bom, metadata: undefined }],
  [{ components: [] }],
])('has no graph where the document has none: %#', document => {
  expect(dependencyGraph(document)).toBeUndefined();
});

it('finds the shortest way to a component, also in a circle', () => {
  const graph = dependencyGraph(bom)!;
  expect(waysTo(graph, ' INNER', 10).map(names)).toEqual([
    ['root', 'a', '@acme/inner'],
  ]);
  expect(waysTo(graph, '', 2).map(names)).toEqual([
    ['root', 'a'],
    ['root', 'b'],
  ]);
  expect(waysTo(graph, 'nothing', 10)).toEqual([]);
});
