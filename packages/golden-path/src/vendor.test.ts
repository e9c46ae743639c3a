import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { openTemplate } from './openTemplate';
import { checkReceipt } from './receipt';
import { renderTemplate } from './renderTemplate';
import { FIXTURE_TEMPLATE, fixtureValues, useTemporaryFolder } from './testing';

const folder = useTemporaryFolder();

/** A repository with the fixture under `templates/`, which vendors `policies/lib`, and both of their folders. */
function repository(
  vendor = [{ from: '../../policies/lib', to: 'policy/lib' }],
) {
  const root = folder.path('repository');
  const templateDir = join(root, 'templates', 'service');
  cpSync(FIXTURE_TEMPLATE, templateDir, { recursive: true });
  const file = join(templateDir, 'template.yaml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(
      'spec:\n',
      `spec:\n  vendor: ${JSON.stringify(vendor)}\n`,
    ),
  );
  const lib = join(root, 'policies', 'lib');
  mkdirSync(join(lib, 'step_up'), { recursive: true });
  writeFileSync(join(lib, 'roles.rego'), 'package lib # ${{ values.name }}\n');
  writeFileSync(join(lib, 'step_up', 'data.json'), '{}\n', { mode: 0o755 });
  return { root, templateDir, lib };
}

function render(options: { templateDir: string; roots?: string[] }) {
  return renderTemplate({
    values: fixtureValues(),
    targetDir: folder.path('tree'),
    ...options,
  });
}

describe('what a template vendors', () => {
  it('is copied byte for byte and is the platform’s in the receipt', async () => {
    const { root, templateDir } = repository();
    await render({ templateDir, roots: [root] });
    const { ok, receipt } = checkReceipt(folder.path('tree'));
    expect(ok).toBe(true);
    expect(
      receipt.files
        .filter(file => file.owner === 'platform')
        .map(({ path, mode }) => [path, mode]),
    ).toEqual([
      ['policy/lib/roles.rego', '100644'],
      ['policy/lib/step_up/data.json', '100755'],
    ]);
    expect(
      readFileSync(folder.path('tree/policy/lib/roles.rego'), 'utf8'),
    ).toBe('package lib # ${{ values.name }}\n');
  });

  it.each<[string, (at: ReturnType<typeof repository>) => string[], RegExp]>([
    [
      'outside of the folders that may be read',
      ({ templateDir }) => [templateDir],
      /'\.\.\/\.\.\/policies\/lib', which is no folder that it may read/,
    ],
    [
      'with a symbolic link in it',
      ({ root, lib }) => {
        symlinkSync('/etc/passwd', join(lib, 'passwd'));
        return [root];
      },
      /'passwd' is a symbolic link/,
    ],
    [
      'over a file of the skeleton',
      ({ root, templateDir }) => {
        mkdirSync(join(templateDir, 'skeleton/policy/lib'), {
          recursive: true,
        });
        writeFileSync(
          join(templateDir, 'skeleton/policy/lib/${{ "roles" }}.rego'),
          '',
        );
        return [root];
      },
      /'policy\/lib\/roles\.rego' is vendored, and the skeleton makes it as well/,
    ],
  ])('is refused %s', async (_, spoil, message) => {
    const at = repository();
    const roots = spoil(at);
    const failure = await render({ ...at, roots }).catch(error => error);
    expect(failure).toMatchObject({
      code: 'GOLDEN_PATH_TEMPLATE_INVALID',
      message: expect.stringMatching(message),
    });
    expect(readdirSync(folder.path())).toEqual(['repository']);
  });

  it('is refused through a link out of the folders', async () => {
    const at = repository([
      { from: '../../policies/linked', to: 'policy/lib' },
    ]);
    symlinkSync('/etc', join(at.root, 'policies', 'linked'));
    await expect(render({ ...at, roots: [at.root] })).rejects.toThrow(
      /no folder that it may read/,
    );
  });

  it.each([
    ['../../policies/none', 'policy/lib', 'no folder that it may read'],
    ['../../policies/lib/roles.rego', 'lib', 'no folder that it may read'],
    ['/etc', 'policy/lib', 'use a path relative to the template'],
    ['../../policies/../../etc', 'lib', 'use a path relative to the template'],
    ['../../../../../etc', 'lib', 'use a path relative to the template'],
    ['../../policies/lib', '../lib', 'use a path in the service'],
    ['../../policies/lib', '.git/hooks', 'use a path in the service'],
  ])('is refused from %s to %s', async (from, to, message) => {
    const { root, templateDir } = repository([{ from, to }]);
    await expect(render({ templateDir, roots: [root] })).rejects.toThrow(
      message,
    );
  });
});

describe('a template of a repository elsewhere', () => {
  const integrations = ScmIntegrations.fromConfig(new ConfigReader({}));
  const open = (root: string, baseUrl: string) => {
    const asked: string[] = [];
    const reader = mockServices.urlReader.mock({
      readTree: async url => {
        asked.push(url);
        const path = new URL(url).pathname.split('/main/')[1];
        return {
          etag: '',
          files: async () => [],
          archive: async () => {
            throw new Error('not used');
          },
          dir: async options => {
            cpSync(join(root, path), options!.targetDir!, { recursive: true });
            return options!.targetDir!;
          },
        };
      },
    });
    return {
      asked,
      opened: openTemplate({
        baseUrl,
        reader,
        integrations,
        templateRoots: [],
      }),
    };
  };
  const baseUrl =
    'https://github.com/companyos/portal/blob/main/templates/service/template.yaml';

  it('comes with what it vendors, and gives the tree that it gives here', async () => {
    const { root, templateDir } = repository();
    const { asked, opened } = open(root, baseUrl);
    const template = await opened;
    const elsewhere = await render({
      templateDir: template.dir,
      roots: template.roots,
    });
    expect(asked).toEqual([
      'https://github.com/companyos/portal/tree/main/templates/service/',
      'https://github.com/companyos/portal/tree/main/policies/lib',
    ]);
    await template.close();
    const here = await renderTemplate({
      templateDir,
      roots: [root],
      values: fixtureValues(),
      targetDir: folder.path('here'),
    });
    expect(elsewhere.receipt.files).toEqual(here.receipt.files);
  });

  it('cannot reach into another repository', async () => {
    const { root } = repository([{ from: '../../../../lib', to: 'lib' }]);
    const { asked, opened } = open(root, baseUrl);
    await expect(opened).rejects.toThrow(
      "vendors '../../../../lib', which is outside of its repository",
    );
    expect(asked).toHaveLength(1);
  });
});
