import { createStatement, digestOf, type Predicate } from '../statement';
import {
  createException,
  readExceptions,
  type ExceptionRequest,
} from './exception';
import { productDigest, productId } from './product';

const request: ExceptionRequest = {
  artifactName: 'customer-records',
  vulnerability: 'GHSA-9f24-jqhm-jfcw',
  package: 'pkg:npm/undici@5.0.0',
  status: 'not_affected',
  justification: 'vulnerable_code_not_in_execute_path',
  note: 'Redirects are not followed',
  owner: 'group:default/crm',
  expires: '2027-01-31',
  made: new Date('2026-11-25T09:00:00Z'),
};
const about = {
  artifactName: 'customer-records',
  digest: digestOf(Buffer.from('1')),
};

it('writes OpenVEX, with owner and expiry as the last lines of the notes', () => {
  const { subject, predicateType, predicate } = createException(request);
  expect(predicateType).toBe('https://openvex.dev/ns/v0.2.0');
  expect(subject).toEqual([
    {
      name: 'pkg:generic/customer-records',
      digest: { sha256: productDigest('customer-records').slice(7) },
    },
  ]);
  expect(predicate).toEqual({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': expect.stringMatching(
      /^https:\/\/companyos\.dev\/vex\/[0-9a-f]{64}$/,
    ),
    author: 'group:default/crm',
    timestamp: '2026-11-25T09:00:00.000Z',
    version: 1,
    statements: [
      {
        vulnerability: { name: 'GHSA-9f24-jqhm-jfcw' },
        products: [
          {
            '@id': 'pkg:generic/customer-records',
            subcomponents: [{ '@id': 'pkg:npm/undici@5.0.0' }],
          },
        ],
        status: 'not_affected',
        justification: 'vulnerable_code_not_in_execute_path',
        status_notes:
          'Redirects are not followed\n\nowner: group:default/crm\nexpires: 2027-01-31T00:00:00.000Z',
      },
    ],
  });
});

it('has a subject that is the name of the product, and not one of its releases', () => {
  expect(productId('@acme/orders')).toBe('pkg:generic/%40acme%2Forders');
  expect(productDigest('a')).toBe(digestOf(Buffer.from('pkg:generic/a')));
  expect(productDigest('a')).not.toBe(productDigest('b'));
});

it('reads what it writes', () => {
  const { predicate } = createException(request);
  expect(readExceptions(predicate as Predicate<'openvex'>, about)).toEqual([
    {
      applies: true,
      vulnerability: 'GHSA-9f24-jqhm-jfcw',
      aliases: [],
      packages: ['pkg:npm/undici@5.0.0'],
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
      owner: 'group:default/crm',
      made: '2026-11-25T09:00:00.000Z',
      expires: '2027-01-31T00:00:00.000Z',
    },
  ]);
});

it.each<[string, object]>([
  ['artifactName', { artifactName: '' }],
  ['vulnerability', { vulnerability: 'two words' }],
  ['package', { package: 'undici@5.0.0' }],
  ['status', { status: 'ignored' }],
  ['justification', { justification: undefined }],
  ['justification', { justification: 'we_are_fine' }],
  ['justification', { status: 'fixed' }],
  ['action', { status: 'affected', justification: undefined }],
  ['action', { action: ' ' }],
  ['note', { note: 'one\nowner: group:default/other' }],
  ['owner', { owner: 'crm' }],
  ['owner', { owner: 'component:default/crm' }],
  ['expires', { expires: 'never' }],
  ['expires', { expires: '2026-11-25T09:00:00Z' }],
])('names the field %s of %j', (field, change) => {
  expect(() =>
    createException({ ...request, ...change } as ExceptionRequest),
  ).toThrow(
    expect.objectContaining({
      code: 'EVIDENCE_NOT_A_STATEMENT',
      message: expect.stringContaining(`${field}: `),
    }),
  );
});

/** What a document of somebody else comes to, of which one statement differs. */
function read(statement: object, document: object = {}) {
  const predicate = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': 'https://acme.example/vex/1',
    author: 'security@acme.example',
    timestamp: '2026-11-25T09:00:00Z',
    version: 1,
    ...document,
    statements: [
      { vulnerability: { name: 'CVE-1' }, status: 'fixed', ...statement },
    ],
  } as Predicate<'openvex'>;
  const subject = { digest: about.digest };
  createStatement('openvex', { subject, predicate });
  return readExceptions(predicate, about)[0];
}

const notes = (...lines: string[]) => ({ status_notes: lines.join('\n') });
const product = (fields: object) => ({ products: [fields] });
const own = { '@id': 'pkg:generic/customer-records' };

describe('a statement of somebody else', () => {
  it('is about the subject when it names no product', () => {
    expect(read({})).toEqual({
      applies: true,
      vulnerability: 'CVE-1',
      aliases: [],
      packages: [],
      status: 'fixed',
      made: '2026-11-25T09:00:00.000Z',
    });
  });

  it.each([
    ['by its name', own, true],
    ['by its package URL', { identifiers: { purl: own['@id'] } }, true],
    ['by its digest', { hashes: { 'sha-256': about.digest.slice(7) } }, true],
    ['as a string, as in old documents', own['@id'], true],
    ['that is another', { '@id': 'pkg:generic/order-history' }, false],
    ['that begins like this one', { '@id': `${own['@id']}-v2` }, false],
    ['by another digest', { hashes: { 'sha-256': 'ab'.repeat(32) } }, false],
    ['that cannot be read', 7, false],
    ['with a part that cannot be read', { ...own, subcomponents: [{}] }, false],
  ])('about a product %s applies: %3$s', (_, fields, applies) => {
    expect(read(product(fields as object)).applies).toBe(applies);
  });

  it('that lists no product is about none', () => {
    expect(read({ products: [] }).applies).toBe(false);
  });

  it('names its packages in two ways', () => {
    const subcomponents = [
      { '@id': 'pkg:npm/a@1' },
      { identifiers: { purl: 'pkg:npm/b@1' } },
    ];
    const { packages } = read(product({ ...own, subcomponents }));
    expect(packages).toEqual(['pkg:npm/a@1', 'pkg:npm/b@1']);
  });

  it('about the whole product is about no package in particular', () => {
    const part = { ...own, subcomponents: [{ '@id': 'pkg:npm/a@1' }] };
    expect(read({ products: [part, own] }).packages).toEqual([]);
  });

  it('has the names of the vulnerability, in old documents as a string', () => {
    const vulnerability = { name: 'CVE-1', aliases: ['GHSA-1', 7] };
    expect(read({ vulnerability })).toMatchObject({ aliases: ['GHSA-1'] });
    expect(read({ vulnerability: 'CVE-2' })).toMatchObject({
      vulnerability: 'CVE-2',
      aliases: [],
    });
  });

  it('has its own time, else that of the document', () => {
    const timestamp = '2026-11-20T10:00:00+01:00';
    expect(read({ timestamp }).made).toBe('2026-11-20T09:00:00.000Z');
    expect(read({}, { timestamp }).made).toBe('2026-11-20T09:00:00.000Z');
    expect(read({ timestamp: 'lately' }).made).toBeUndefined();
  });

  it.each([
    [['owner: group:default/crm', 'expires: 2027-01-31T00:00:00Z'], true],
    [
      [
        'Some words',
        'Owner: user:default/ada',
        'Expires: 2027-01-31T00:00:00Z',
      ],
      true,
    ],
    [['owner: group:default/crm', 'owner: group:default/b'], false],
    [['owner: crm', 'expires: soon'], false],
    [['the owner: group:default/crm'], false],
    [['expires: 2027-01-31T00:00:00Z', 'expires: 2099-01-31T00:00:00Z'], false],
    [[''], false],
  ])('has owner and expiry in the notes %j: %s', (lines, known) => {
    const { owner, expires } = read(notes(...lines));
    expect([owner !== undefined, expires !== undefined]).toEqual([
      known,
      known,
    ]);
  });
});
