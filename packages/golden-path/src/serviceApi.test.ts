import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { parse, parseAllDocuments } from 'yaml';
import { listFiles } from './skeleton';
import { checkReceipt } from './receipt';
import { readTemplate } from './template';
import { renderTemplate } from './renderTemplate';
import { fixtureValues, useTemporaryFolder } from './testing';

const templateDir = resolvePackagePath(
  '@companyos/golden-path',
  '../../templates/service-api',
);
const NASTY = `'It' "is": # {{ x }} \${{ y }} {% raw %} {# c #} <b> & \\n - *b* 😀 \` | > !!js [a](b)`;

const folder = useTemporaryFolder();

async function render(values = {}) {
  const targetDir = folder.path('service');
  await renderTemplate({
    templateDir,
    roots: [join(templateDir, '../..')],
    values: fixtureValues(values),
    targetDir,
  });
  return (file: string) => readFileSync(join(targetDir, file), 'utf8');
}

describe('templates/service-api', () => {
  it('keeps any description whole, in YAML and in JSON', async () => {
    const read = await render({ description: NASTY });
    const entities = parseAllDocuments(read('catalog-info.yaml'));
    expect(entities.map(entity => entity.toJS().metadata.description)).toEqual([
      NASTY,
      NASTY,
    ]);
    expect(parse(read('mkdocs.yml')).site_description).toBe(NASTY);
    expect(JSON.parse(read('package.json')).description).toBe(NASTY);
    expect(JSON.parse(read('openapi.json')).info.description).toBe(NASTY);
  });

  it('leaves no placeholder behind', async () => {
    await render({ system: 'system:default/customers' });
    const left = listFiles(folder.path('service')).filter(file =>
      readFileSync(folder.path('service', file), 'utf8').includes('${{'),
    );
    expect(left).toEqual([]);
  });

  it('puts the service into its system only where it has one', async () => {
    const entities = parseAllDocuments((await render())('catalog-info.yaml'));
    expect(entities.map(entity => 'system' in entity.toJS().spec)).toEqual([
      false,
      false,
    ]);
  });

  it.each([
    ['group:default/crm', '@companyos/crm'],
    ['group:crm', '@companyos/crm'],
  ])('makes %s the code owner %s', async (owner, team) => {
    const read = await render({ owner });
    expect(read('CODEOWNERS').trim().split('\n').at(-1)).toBe(`* ${team}`);
  });

  it('tells the catalog the version that the template has', async () => {
    const read = await render();
    const { name, version } = await readTemplate(templateDir);
    const [component] = parseAllDocuments(read('catalog-info.yaml'));
    expect(
      component.toJS().metadata.annotations['companyos.dev/template'],
    ).toBe(`${name}@${version}`);
  });

  it('carries the policy library and its schemas, as the platform has them', async () => {
    const read = await render();
    const root = join(templateDir, '../..');
    const { receipt } = checkReceipt(folder.path('service'));
    const owned = receipt.files
      .filter(file => file.owner === 'platform')
      .map(file => file.path);
    expect(owned).toEqual([
      ...listFiles(join(root, 'policies/lib')).map(
        file => `policy/lib/${file}`,
      ),
      ...listFiles(join(root, 'packages/schemas/authz')).map(
        file => `schemas/authz/${file}`,
      ),
    ]);
    expect(read('policy/lib/roles.rego')).toBe(
      readFileSync(join(root, 'policies/lib/roles.rego'), 'utf8'),
    );
  });

  it('pins every dependency by digest and names no registry', async () => {
    const { packages } = JSON.parse((await render())('package-lock.json'));
    const { '': root, ...dependencies } = packages;
    expect(root.name).toBe('customer-records');
    for (const dependency of Object.values(dependencies)) {
      expect(dependency).toHaveProperty(
        'integrity',
        expect.stringMatching(/^sha512-/),
      );
      expect(dependency).not.toHaveProperty('resolved');
    }
  });
});

describe('templates/service-api/absorb.mjs', () => {
  const skeleton = join(templateDir, 'skeleton');
  const skeletonFile = (file: string) =>
    readFileSync(folder.path('skeleton', file), 'utf8');

  function absorb(): string {
    cpSync(skeleton, folder.path('skeleton'), { recursive: true });
    execFileSync('git', ['init', '--quiet', folder.path('service')]);
    return execFileSync('node', [
      join(templateDir, 'absorb.mjs'),
      folder.path('service'),
      folder.path('skeleton'),
    ]).toString();
  }

  it('takes a fresh service back without a difference', async () => {
    await render({ description: NASTY });
    expect(absorb()).toBe('');
    expect(listFiles(folder.path('skeleton'))).toEqual(listFiles(skeleton));
    for (const file of listFiles(skeleton)) {
      expect(skeletonFile(file)).toBe(
        readFileSync(join(skeleton, file), 'utf8'),
      );
    }
  });

  it('takes changes back, and lists what is left to do by hand', async () => {
    const read = await render();
    writeFileSync(folder.path('service/src/new.ts'), 'export {};\n');
    writeFileSync(
      folder.path('service/openapi.json'),
      read('openapi.json').replace(
        "Keep a customer's record",
        "Make a customer's record",
      ),
    );
    writeFileSync(folder.path('service/mkdocs.yml'), 'site_name: other\n');
    rmSync(folder.path('service/Dockerfile'));
    writeFileSync(
      folder.path('service/policy/lib/roles.rego'),
      'package lib\n',
    );
    expect(absorb().trim().split('\n')).toEqual([
      'Change skeleton/mkdocs.yml.njk by hand.',
      'Change policy/lib/roles.rego where the template vendors it from, by hand.',
      'Delete Dockerfile from the skeleton by hand.',
    ]);
    expect(skeletonFile('src/new.ts')).toBe('export {};\n');
    expect(skeletonFile('openapi.json.njk')).toBe(
      readFileSync(join(skeleton, 'openapi.json.njk'), 'utf8').replace(
        "Keep a customer's record",
        "Make a customer's record",
      ),
    );
  });
});
