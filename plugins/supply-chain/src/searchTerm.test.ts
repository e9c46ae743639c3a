import { readSearchTerm } from './searchTerm';

it.each([
  ['', undefined],
  ['  ', undefined],
  [' pkg:npm/a ', { kind: 'package', purl: 'pkg:npm/a' }],
  ['SHA256:AB', { kind: 'artifact', digest: 'sha256:ab' }],
  [
    'CVE-2021-23337',
    { kind: 'vulnerability', vulnerability: 'CVE-2021-23337' },
  ],
])('%j is %j', (text, term) => expect(readSearchTerm(text)).toEqual(term));
