import { GOLDEN_PATH_ERRORS } from './errors';
import { parseServiceInput, SERVICE_NAME_RULE } from './serviceInput';

const good = {
  name: 'customer-records',
  description: 'Keeps the records of customers',
  owner: 'group:default/crm',
};

function refusal(values: unknown) {
  try {
    parseServiceInput(values);
  } catch (error) {
    return error;
  }
  throw new Error('It was accepted');
}

it.each([
  ['the least', good],
  ['a system', { ...good, system: 'system:default/customers' }],
  ['the shortest name', { ...good, name: 'a-1' }],
  ['the longest name', { ...good, name: `a${'b'.repeat(62)}` }],
  ['text in other scripts', { ...good, description: 'Führt 顧客 «Kartei»' }],
  ['shell characters in text', { ...good, description: '$(reboot) `x` ; "&' }],
  ['parameters of other templates', { ...good, preCommit: true }],
])('accepts %s', (_, values) => {
  expect(parseServiceInput(values)).toEqual(values);
});

it.each([
  ['a template parameter with ../', { name: '../../etc/passwd' }],
  ['a template parameter with shell characters', { name: 'a;rm -rf $HOME' }],
  ['a template parameter of 10 kB', { name: 'a'.repeat(10_240) }],
  ['a name in capitals', { name: 'CustomerRecords' }],
  ['a name with a line break', { name: 'customer-records\n' }],
  ['a name that is no text', { name: 7 }],
])('refuses %s and tells a good name', (_, bad) => {
  expect(refusal({ ...good, ...bad })).toMatchObject({
    code: 'GOLDEN_PATH_INPUT_INVALID',
    name: GOLDEN_PATH_ERRORS.GOLDEN_PATH_INPUT_INVALID,
    message: expect.stringContaining(`name: ${SERVICE_NAME_RULE}`),
  });
});

it.each([
  ['description', { description: '' }, /description: say in one line/],
  ['description', { description: 'x'.repeat(201) }, /at most 200 characters/],
  ['description', { description: 'a\nb' }, /without control characters/],
  ['description', { description: 'a\u2028b' }, /without control characters/],
  ['owner', { owner: '../crm' }, /owner: use a reference to a group/],
  ['owner', { owner: 'user:default/ada' }, /for example group:default\/crm/],
  ['owner', { owner: undefined }, /owner: /],
  ['system', { system: '$(id)' }, /system: use a reference to a system/],
  ['other', { other: 'x'.repeat(10_240) }, /other: use at most 1000/],
  [
    'whole',
    { other: Array.from({ length: 99 }, () => 'x'.repeat(999)) },
    /values: the values are larger than 64 kB/,
  ],
])('refuses a bad %s', (_, bad, message) => {
  expect(refusal({ ...good, ...bad })).toMatchObject({
    message: expect.stringMatching(message),
  });
});

it('names every bad field at once', () => {
  expect(refusal({})).toMatchObject({
    message: expect.stringMatching(/name: .*; description: .*; owner: /),
  });
});
