import { recordPage, sourcePage } from './policyLinks';

const ref = 'component:default/crm';

it.each([
  ['ADR-011', '/adrs?query=ADR-011'],
  [
    'docs/adr/0002-a.md',
    '/catalog/default/component/crm/adrs?document=docs%2Fadr%2F0002-a.md',
  ],
  ['https://example.com/adr/1.md', 'https://example.com/adr/1.md'],
  ['data:text/html,x/adr/1.md', undefined],
])('the record %s is at %s', (record, page) =>
  expect(recordPage(record, ref)).toBe(page),
);

it('a path is of no entity when the decision is of none', () => {
  expect(recordPage('docs/adr/1.md', undefined)).toBeUndefined();
});

it.each([
  [
    'http://localhost:7007/api/local-git/repos/crm/tree/3f9a/policy/a.rego',
    '/repositories/crm/blob/3f9a/policy/a.rego',
  ],
  [
    'https://github.com/acme/crm/tree/3f9a/policy/a.rego',
    'https://github.com/acme/crm/tree/3f9a/policy/a.rego',
  ],
])('%s is read at %s', (url, page) => expect(sourcePage(url)).toBe(page));
