import { linkTarget, withoutFrontMatter } from './markdown';

it.each([
  ['---\nstatus: x\n---\n# A\n', '# A\n'],
  ['\uFEFF---\r\nstatus: x\r\n---\r\n# A\r\n', '# A\r\n'],
  ['---\n---\n# A', '# A'],
  ['---\na: 1\n...\n# A', '# A'],
  ['# A\n\n---\n\nB\n\n---\n', '# A\n\n---\n\nB\n\n---\n'],
  ['---\nbegins and does not end', '---\nbegins and does not end'],
  ['', ''],
])('of %j the text is %j', (text, body) => {
  expect(withoutFrontMatter(text)).toBe(body);
});

const page = { techDocsPath: '/docs/default/system/portal/adr/0002-b/' };
const source = {
  sourceUrl: 'https://github.com/acme/crm/blob/main/docs/adr/0002-b.md',
};

it.each([
  [page, '0001-a.md', '/docs/default/system/portal/adr/0001-a/'],
  [
    page,
    './0001-a.md#context',
    '/docs/default/system/portal/adr/0001-a/#context',
  ],
  [page, '../guides/index.md', '/docs/default/system/portal/guides/'],
  [page, '../README.md', '/docs/default/system/portal/'],
  [
    source,
    '0001-a.md',
    'https://github.com/acme/crm/blob/main/docs/adr/0001-a.md',
  ],
  [{}, '0001-a.md', ''],
  [page, 'https://example.com/a.md', 'https://example.com/a.md'],
  [page, 'mailto:team@example.com', 'mailto:team@example.com'],
  [page, '#context', '#context'],
  // Whatever a browser might run is no link.
  // eslint-disable-next-line no-script-url -- what must not come through
  [page, 'javascript:alert(1)', ''],
  [page, 'data:text/html,x', ''],
  [page, '//evil.example/x', ''],
  [page, '/settings', ''],
])('from %j, %s leads to "%s"', (document, href, target) => {
  expect(linkTarget(document, href)).toBe(target);
});
