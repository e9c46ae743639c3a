import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  GoldenPathError,
  parseServiceInput,
  readTemplate,
  renderTemplate,
  type TemplateSource,
} from '@companyos/golden-path';
import { extract } from 'tar';
import { findCheckout } from '../checkout';
import type { CommandContext, CommandResult } from '../command';
import { CliError, exitCode, UsageError } from '../errors';
import { packCli } from '../steps/packCli';
import { platformOfCheckout, platformOfPortal } from './platform';

export type ScaffoldOptions = {
  owner?: string;
  system?: string;
  description?: string;
  dir?: string;
  portal?: string;
  'dry-run'?: boolean;
};

type OpenTemplate = {
  dir: string;
  /** What the template vendors lies in here, at the same places as in the checkout. */
  root: string;
  source: TemplateSource;
  isPacked: boolean;
  close(): void;
};

/**
 * Renders a service from the golden path into a new folder: the same engine and the same values as "Create" in the
 * portal, without a repository and a registration.
 */
export async function scaffoldService(
  input: { options: ScaffoldOptions; arguments: string[] },
  context: CommandContext,
): Promise<CommandResult> {
  const [name] = input.arguments;
  const { options } = input;
  if (!options.owner) {
    throw new UsageError(
      'Say which group owns the service: --owner group:default/NAME',
    );
  }
  const values = {
    name,
    description: options.description ?? `The service ${name}`,
    owner: options.owner,
    ...(options.system ? { system: options.system } : {}),
  };
  const targetDir = path.resolve(context.cwd, options.dir ?? name);
  try {
    parseServiceInput(values);
    const template = await openTemplate(context);
    const work = fs.mkdtempSync(path.join(os.tmpdir(), 'companyos-scaffold-'));
    try {
      const platform =
        template.isPacked || options.portal
          ? await platformOfPortal(
              options.portal,
              template.source.entityRef,
              values,
              context.env,
            )
          : await platformHere(name, context);
      const { receipt } = await renderTemplate({
        templateDir: template.dir,
        roots: [template.root],
        template: template.source,
        values: { ...values, platform },
        targetDir: options['dry-run'] ? path.join(work, name) : targetDir,
      });
      const files = receipt.files.map(file => file.path);
      const json = {
        dir: targetDir,
        dryRun: options['dry-run'] === true,
        template: receipt.template,
        files,
      };
      return {
        json,
        text: describe(name, targetDir, files, options['dry-run'] === true),
      };
    } finally {
      fs.rmSync(work, { recursive: true, force: true });
      template.close();
    }
  } catch (error) {
    if (error instanceof GoldenPathError) {
      const code =
        error.code === 'GOLDEN_PATH_INPUT_INVALID'
          ? exitCode.usage
          : exitCode.failed;
      throw new CliError(error.message, code, { cause: error });
    }
    throw error;
  }
}

function describe(
  name: string,
  dir: string,
  files: string[],
  dryRun: boolean,
): string {
  if (dryRun)
    return `${files.map(file => `  ${file}`).join('\n')}\n\n${
      files.length
    } files would be written to ${dir}.`;
  return `${name}: ${files.length} files in ${dir}. Next: cd ${dir} && git init && make test`;
}

/** The checkout's own template, or the one that the packed tool carries. */
async function openTemplate(context: CommandContext): Promise<OpenTemplate> {
  // beside the chunks of the packed tool; see packCli.ts
  // eslint-disable-next-line no-restricted-syntax -- the bundle defines it as the chunk's folder
  const packed = path.join(__dirname, '..', 'service-api.tar');
  if (!fs.existsSync(packed)) {
    const { root } = findCheckout(context.cwd, context.env);
    const dir = path.join(root, 'templates', 'service-api');
    return {
      dir,
      root,
      source: await readTemplate(dir),
      isPacked: false,
      close: () => {},
    };
  }
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'companyos-template-'));
  await extract({ cwd: work, file: packed });
  return {
    dir: path.join(work, 'templates', 'service-api'),
    root: work,
    source: JSON.parse(
      fs.readFileSync(packed.replace(/\.tar$/, '.json'), 'utf8'),
    ) as TemplateSource,
    isPacked: true,
    close: () => fs.rmSync(work, { recursive: true, force: true }),
  };
}

async function platformHere(name: string, context: CommandContext) {
  const checkout = findCheckout(context.cwd, context.env);
  await packCli({ ...context, checkout, outDir: checkout.state('cli') });
  return platformOfCheckout(checkout, name);
}
