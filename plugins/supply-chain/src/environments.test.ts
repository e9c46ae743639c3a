import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ENVIRONMENTS } from './environments';

it('are those of the policy', () => {
  const file = resolve(__dirname, '../../../policies/release/data.json');
  const { environments } = JSON.parse(readFileSync(file, 'utf8'));
  expect([...ENVIRONMENTS].sort()).toEqual(Object.keys(environments).sort());
});
