import { formatTokenSubject, parseTokenSubject } from './subject';

it('comes back as it went in', () => {
  const subject = { owner: 'user:default/ada', name: 'ci-main' };
  expect(formatTokenSubject(subject)).toBe(
    'external:token:user:default/ada/ci-main',
  );
  expect(parseTokenSubject(formatTokenSubject(subject))).toEqual(subject);
});

it.each([
  'plugin:catalog',
  'external:token:ada',
  'external:token:user:default/ada',
  'external:token:user:default/ada/ci/more',
  'external:upstream:token:user:default/ada/ci',
])('reads nothing into %s', subject => {
  expect(parseTokenSubject(subject)).toBeUndefined();
});
