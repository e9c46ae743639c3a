import { bundleOf } from './__testUtils__/supplyChain';
import { statementOf } from './statementOf';

it('reads the statement, whatever the alphabet', () => {
  expect(statementOf(bundleOf({ name: 'Grüße' }))).toEqual({
    predicateType: 'https://cyclonedx.org/bom',
    predicate: { name: 'Grüße' },
  });
});

it('has none in the signature of an artifact', () => {
  const bundle = JSON.stringify({ messageSignature: {} });
  expect(statementOf(new TextEncoder().encode(bundle))).toBeUndefined();
});
