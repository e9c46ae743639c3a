import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createTarball } from '@companyos/evidence';
import {
  cliManifestSchema,
  readTemplate,
  type CliManifest,
  type TemplateSource,
} from '@companyos/golden-path';
import type { Checkout } from '../checkout';
import { contentDigest, Stamp, workspaceClosure } from './digest';
import type { BuildOptions } from './buildApp';
import { buildPolicies } from './buildPolicies';
import { PACKED_POLICIES } from './gateFolder';

const serviceTemplate = path.join('templates', 'service-api');

/**
 * Packs the command line tool as one tarball that needs no node_modules, with the service template and the compiled
 * release gate inside, and writes `manifest.json` beside it. The same sources give the same bytes.
 */
export async function packCli(
  options: BuildOptions & { outDir: string },
): Promise<CliManifest> {
  const { checkout, steps, outDir } = options;
  await buildPolicies(options);
  const title = 'Pack the command line tool';
  const template = await readTemplate(checkout.resolve(serviceTemplate));
  const templateFolders = [
    serviceTemplate,
    ...template.vendor.map(({ from }) => path.join(serviceTemplate, from)),
  ];
  const digest = [
    contentDigest(checkout.root, [
      ...workspaceClosure(checkout.root, '@companyos/cli'),
      ...templateFolders,
      'yarn.lock',
      'LICENSE',
    ]),
    JSON.stringify(template),
  ].join('\n');
  const stamp = new Stamp(path.join(outDir, '.inputs'));
  const manifestFile = path.join(outDir, 'manifest.json');
  if (stamp.matches(digest) && fs.existsSync(manifestFile)) {
    steps.skip(title, 'unchanged');
    return cliManifestSchema.parse(
      JSON.parse(fs.readFileSync(manifestFile, 'utf8')),
    );
  }
  return steps.run(title, async () => {
    const stage = fs.mkdtempSync(path.join(os.tmpdir(), 'companyos-pack-'));
    try {
      const { version, license } = readManifest(checkout);
      await stagePackage(checkout, path.join(stage, 'package'), {
        version,
        license,
        template,
        templateFolders,
      });
      const file = `companyos-cli-${version}.tgz`;
      const draft = path.join(stage, file);
      createTarball({ cwd: stage, names: ['package'], file: draft });
      const integrity = `sha512-${createHash('sha512')
        .update(fs.readFileSync(draft))
        .digest('base64')}`;
      const manifest: CliManifest = { version, file, integrity };
      fs.mkdirSync(outDir, { recursive: true });
      stamp.clear();
      fs.copyFileSync(draft, path.join(outDir, file));
      fs.writeFileSync(
        manifestFile,
        `${JSON.stringify(manifest, undefined, 2)}\n`,
      );
      stamp.write(digest);
      return manifest;
    } finally {
      fs.rmSync(stage, { recursive: true, force: true });
    }
  });
}

function readManifest(checkout: Checkout): {
  version: string;
  license: string;
} {
  return JSON.parse(
    fs.readFileSync(
      checkout.resolve('packages', 'cli', 'package.json'),
      'utf8',
    ),
  );
}

async function stagePackage(
  checkout: Checkout,
  dir: string,
  about: {
    version: string;
    license: string;
    template: TemplateSource;
    templateFolders: string[];
  },
) {
  const bundleModule = pathToFileURL(
    checkout.resolve('packages', 'cli', 'bundle.mjs'),
  ).href;
  const { bundle } = (await import(bundleModule)) as {
    bundle(options: { outdir: string; minify: boolean }): Promise<string[]>;
  };
  await bundle({ outdir: path.join(dir, 'dist'), minify: true });
  fs.copyFileSync(checkout.resolve('LICENSE'), path.join(dir, 'LICENSE'));
  const manifest = {
    name: '@companyos/cli',
    version: about.version,
    description: 'The command line tool of the CompanyOS portal',
    license: about.license,
    type: 'module',
    engines: { node: '>=22' },
    bin: { companyos: 'dist/companyos.mjs' },
  };
  fs.writeFileSync(
    path.join(dir, 'package.json'),
    `${JSON.stringify(manifest, undefined, 2)}\n`,
  );
  const policies = path.join(dir, 'dist', PACKED_POLICIES);
  fs.mkdirSync(policies);
  for (const file of ['release.wasm', 'release.data.json']) {
    fs.copyFileSync(
      checkout.resolve('packages', 'policy', 'assets', file),
      path.join(policies, file),
    );
  }
  // An archive of its own, because npm renames and drops some files of a package that it installs.
  createTarball({
    cwd: checkout.root,
    names: about.templateFolders,
    file: path.join(dir, 'dist', 'service-api.tar'),
    gzip: false,
  });
  fs.writeFileSync(
    path.join(dir, 'dist', 'service-api.json'),
    `${JSON.stringify(about.template, undefined, 2)}\n`,
  );
}
