import { mockServices } from '@backstage/backend-test-utils';
import { readAdrConfig } from './config';
import { techDocsPath } from './techDocsPath';

function read(adr?: object, rest: object = {}) {
  return readAdrConfig(
    mockServices.rootConfig({ data: { ...(adr && { adr }), ...rest } }),
  );
}

it('has a default for everything', () => {
  expect(read()).toEqual({
    schedule: {
      frequency: { minutes: 1 },
      timeout: { minutes: 10 },
      initialDelay: { seconds: 10 },
      scope: 'global',
    },
    kinds: ['component', 'system'],
    concurrency: 4,
    timeoutMs: 30_000,
    maxFiles: 2000,
    maxTotalBytes: 10_485_760,
    maxFileBytes: 1_048_576,
    github: false,
    development: false,
  });
});

it('takes what is set', () => {
  expect(
    read(
      {
        kinds: ['API'],
        timeout: 2,
        limits: { files: 3 },
        schedule: { frequency: { hours: 1 }, timeout: { minutes: 1 } },
      },
      { integrations: { github: [{ host: 'github.com' }] } },
    ),
  ).toMatchObject({
    kinds: ['api'],
    timeoutMs: 2000,
    maxFiles: 3,
    schedule: { frequency: { hours: 1 } },
    github: true,
  });
});

it.each(['concurrency', 'timeout'])('refuses %s of zero by its name', key => {
  expect(() => read({ [key]: 0 })).toThrow(`'adr.${key}' is 0`);
});

it.each([
  [
    'docs/adr/0001-a b.md',
    'dir:.',
    '/docs/default/system/portal/adr/0001-a%20b/',
  ],
  ['docs/adr/index.md', 'dir:.', '/docs/default/system/portal/adr/'],
  ['docs/README.md', 'dir:./', '/docs/default/system/portal/'],
  ['decisions/a.md', 'dir:.', undefined],
  ['docs/a.md', 'url:https://elsewhere.example', undefined],
])('the page of %s with %s is %s', (path, site, page) => {
  const annotations = { 'backstage.io/techdocs-ref': site };
  expect(techDocsPath('system:default/portal', annotations, path)).toBe(page);
});
