import { generateTokenValue, hashTokenValue, isTokenValue } from './tokenValue';

it('makes values that are recognised, and never the same', () => {
  const values = Array.from({ length: 1000 }, generateTokenValue);
  expect(values.every(isTokenValue)).toBe(true);
  expect(new Set(values).size).toBe(values.length);
});

it('refuses a value in which any one character was changed', () => {
  const value = generateTokenValue();
  for (let at = 0; at < value.length; at++) {
    const other = value[at] === 'x' ? 'y' : 'x';
    const tampered = value.slice(0, at) + other + value.slice(at + 1);
    expect(isTokenValue(tampered)).toBe(false);
  }
});

it.each(['', 'cos_', 'eyJhbGciOi.eyJzdWIi.c2ln', `cos_${'a'.repeat(400)}`])(
  'refuses %j',
  value => expect(isTokenValue(value)).toBe(false),
);

it('hashes with SHA-256', () => {
  expect(hashTokenValue('abc')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
