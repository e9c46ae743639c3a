import { editJson, toEditTree } from './editJson';

const edit = (text: string, remove: string[], replace: string[] = []) =>
  editJson(
    text,
    toEditTree(
      [
        ...remove.map(pointer => [pointer, 'remove'] as const),
        ...replace.map(pointer => [pointer, 'replace'] as const),
      ].map(([pointer, what]): [string, 'remove' | 'replace'] => [
        pointer,
        what,
      ]),
    ),
  ).text;

it.each<[string, string[], string]>([
  ['{"a":1,"b":2}', ['/a'], '{"b":2}'],
  ['{"a":1,"b":2}', ['/b'], '{"a":1}'],
  ['{"a":1}', ['/a'], '{}'],
  ['{"a":1,"a":2,"b":3}', ['/a'], '{"b":3}'],
  [
    '{ "a" : {"x":[1, {"y":"}"}] } , "b" : 1.50 }',
    ['/a/x'],
    '{"a":{},"b":1.50}',
  ],
  ['{"a":{"b":1},"c":{"b":2}}', ['/*/b'], '{"a":{},"c":{}}'],
  [
    '{"a":{"b":1,"c":1},"d":{"b":2,"c":2}}',
    ['/a/c', '/*/b'],
    '{"a":{},"d":{"c":2}}',
  ],
  ['{"a":[1,2,3]}', ['/a/1'], '{"a":[1,"**MASKED**",3]}'],
  ['{"a/b":1,"m~n":2,"c":3}', ['/a~1b', '/m~0n'], '{"c":3}'],
  ['{"":{"":1}}', ['//'], '{"":{}}'],
  ['{"a\\"b":1,"c\\\\":2,"d":3}', ['/c\\'], '{"a\\"b":1,"d":3}'],
  ['{"a":"x"}', ['/a/b', '/b/c'], '{"a":"x"}'],
  ['{"a":{"b":{"c":1}}}', ['/a/b/c', '/a'], '{}'],
])('%s without %j', (text, pointers, expected) => {
  expect(edit(text, pointers)).toBe(expected);
});

it('replaces, and removes where both are asked for', () => {
  expect(edit('{"a":{"b":[1]},"c":1}', ['/c'], ['/a/b', '/*'])).toBe(
    '{"a":"**MASKED**"}',
  );
});

it('takes deep nesting', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(edit(`{"a":${deep},"b":1}`, ['/b'])).toBe(`{"a":${deep}}`);
});
