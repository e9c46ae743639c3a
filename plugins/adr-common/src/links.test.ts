import { portalPath } from './links';

const portal = 'system:default/portal';

it.each([
  [portalPath.entity(portal), '/catalog/default/system/portal/adrs'],
  [
    portalPath.entity(portal, 'docs/adr/1 a&b.md'),
    '/catalog/default/system/portal/adrs?document=docs%2Fadr%2F1+a%26b.md',
  ],
  [
    portalPath.document(portal, 'docs/adr/1 a?#b.md'),
    '/adrs/documents/system/default/portal/docs/adr/1%20a%3F%23b.md',
  ],
  [
    portalPath.newRecord(portal),
    '/create/templates/default/new-decision-record?formData=%7B%22entity%22%3A%22system%3Adefault%2Fportal%22%7D',
  ],
])('leads to %s', (path, expected) => {
  expect(path).toBe(expected);
});
