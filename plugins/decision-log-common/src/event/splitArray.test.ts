import { splitArray } from './splitArray';

const split = (text: string) => {
  const bytes = Buffer.from(text);
  const spans = splitArray(bytes);
  return (
    spans &&
    [...spans].map(({ start, end }) => bytes.subarray(start, end).toString())
  );
};

it.each([
  ['[]', []],
  [' [ ] ', []],
  ['[{"a":1},{"b":2}]', ['{"a":1}', '{"b":2}']],
  ['[ {"a":[1,{"b":"]"}]} , 2 ]', ['{"a":[1,{"b":"]"}]} ', '2 ']],
  ['["\\"],", "\\\\"]', ['"\\"],"', '"\\\\"']],
  ['[{"ä":"😀"},1]', ['{"ä":"😀"}', '1']],
  // One that is broken hides no other.
  ['[{"a":},{"b":2}]', ['{"a":}', '{"b":2}']],
  ['[{"a":1]},{"b":2}]', ['{"a":1]}', '{"b":2}']],
  ['[,{"b":2}]', ['', '{"b":2}']],
  // What cannot be told apart is one.
  ['[{"a":1},{"b":"2},{"c":3}]', ['{"a":1}', '{"b":"2},{"c":3}]']],
  ['[{"a":1},{"b":2', ['{"a":1}', '{"b":2']],
  ['[{"a":1}]{"b":2}', ['{"a":1}', '{"b":2}']],
  ['[', ['']],
])('%s', (text, elements) => {
  expect(split(text)).toEqual(elements);
});

it.each(['', '{}', '"[]"', 'null'])('%j is no array', text => {
  expect(split(text)).toBeUndefined();
});
