import { adr } from './__testUtils__/adr';
import { layoutSupersession, NODE } from './layoutSupersession';

const STEP_X = NODE.width + NODE.gapX;
const STEP_Y = NODE.height + NODE.gapY;

/** `a>b` says that b supersedes a; places come back as columns and rows. */
function layOut(text: string) {
  const paths = [...new Set(text.match(/\w/g))];
  const adrs = paths.map(path =>
    adr({
      path,
      supersededBy: [...text.matchAll(/(\w)>(\w)/g)]
        .filter(([, from]) => from === path)
        .map(([, , to]) => ({ text: to, path: to })),
    }),
  );
  const layout = layoutSupersession(adrs);
  return {
    ...layout,
    places: Object.fromEntries(
      layout.nodes.map(({ path, x, y }) => [path, [x / STEP_X, y / STEP_Y]]),
    ),
  };
}

it.each([
  ['nothing', '', {}],
  ['records that stand alone', 'a b', {}],
  ['one that replaced another', 'a>b', { a: [0, 0], b: [1, 0] }],
  ['a chain', 'a>b b>c', { a: [0, 0], b: [1, 0], c: [2, 0] }],
  [
    'a chain written newest first',
    'c b>c a>b',
    { c: [2, 0], b: [1, 0], a: [0, 0] },
  ],
  ['two replaced by one', 'a>c b>c', { a: [0, 0], b: [0, 1], c: [1, 0] }],
  ['one split into two', 'a>b a>c', { a: [0, 0], b: [1, 0], c: [1, 1] }],
  [
    'a short cut, which does not pull the newest left',
    'a>b b>c a>c',
    { a: [0, 0], b: [1, 0], c: [2, 0] },
  ],
  [
    'two replaced at different times, each right before its successor',
    'a>b b>c d>c',
    { a: [0, 0], b: [1, 0], d: [1, 1], c: [2, 0] },
  ],
  [
    'chains that have nothing to do with each other',
    'a>b c>d',
    { a: [0, 0], b: [1, 0], c: [0, 1], d: [1, 1] },
  ],
])('lays out %s', (_, text, places) => {
  expect(layOut(text).places).toEqual(places);
});

it('marks a circle and runs its closing arrow back below', () => {
  const { nodes, edges, height } = layOut('a>b b>a b>c');
  expect(nodes.map(({ path, cyclic }) => [path, cyclic])).toEqual([
    ['a', true],
    ['b', true],
    ['c', false],
  ]);
  expect(edges.map(({ from, to, cyclic }) => [from, to, cyclic])).toEqual([
    ['a', 'b', true],
    ['b', 'a', true],
    ['b', 'c', false],
  ]);
  const back = edges[1].d;
  expect(back).toContain(`, ${NODE.width / 4} ${NODE.height}`);
  expect(height).toBe(NODE.height + NODE.gapY);
});

it('runs an arrow over a record of its own row below it', () => {
  const { edges, height } = layOut('a>b b>c a>c');
  const over = edges.find(({ from, to }) => from === 'a' && to === 'c')!;
  expect(over.d).toMatch(
    new RegExp(`^M ${(NODE.width * 3) / 4} ${NODE.height} `),
  );
  expect(height).toBe(NODE.height + NODE.gapY);
});

it('holds a record that supersedes itself', () => {
  const { nodes, edges } = layOut('a>a');
  expect(nodes).toEqual([{ path: 'a', x: 0, y: 0, cyclic: true }]);
  expect(edges).toHaveLength(1);
});

it('leaves out what leads nowhere', () => {
  const lost = adr({ supersededBy: [{ text: 'x', path: 'not-there.md' }] });
  expect(layoutSupersession([lost]).nodes).toEqual([]);
});

it('is as large as what it holds', () => {
  const { width, height } = layOut('a>b c>d');
  expect(width).toBe(2 * NODE.width + NODE.gapX);
  expect(height).toBe(2 * NODE.height + NODE.gapY);
});

it('lays out a long chain at once', () => {
  const adrs = Array.from({ length: 500 }, (_, index) =>
    adr({
      path: `${index}.md`,
      supersededBy: index < 499 ? [{ text: '', path: `${index + 1}.md` }] : [],
    }),
  );
  const begin = performance.now();
  expect(layoutSupersession(adrs).nodes).toHaveLength(500);
  expect(performance.now() - begin).toBeLessThan(1000);
});
