import { parsePushNote } from './pushNote';

const zero = '0'.repeat(40);
const one = '1'.repeat(40);
const two = '2'.repeat(40);

it('reads what the hook wrote, without deleted refs', () => {
  const text = [
    'crm',
    'user:default/ada',
    `${zero} ${one} refs/heads/main`,
    `${one} ${zero} refs/heads/old`,
    `${one} ${two} refs/tags/v1`,
    '',
  ].join('\n');
  const note = parsePushNote('1-2.push', text);
  expect(note).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{20}$/),
    repository: 'crm',
    pusher: 'user:default/ada',
    updates: [
      { commit: one, ref: 'refs/heads/main' },
      { commit: two, ref: 'refs/tags/v1' },
    ],
  });
  expect(parsePushNote('1-2.push', text)?.id).toBe(note?.id);
  expect(parsePushNote('1-3.push', text)?.id).not.toBe(note?.id);
});

it.each(['', '../../etc', 'crm; rm -rf /\nx\n'])(
  'knows %j for something else',
  text => expect(parsePushNote('1-2.push', text)).toBeUndefined(),
);
