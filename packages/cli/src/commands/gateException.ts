import path from 'node:path';
import {
  BUNDLE_ENDING,
  createException,
  digestOf,
  productId,
  signStatement,
  type ExceptionRequest,
} from '@companyos/evidence';
import type { CommandContext, CommandResult } from '../command';
import { UsageError } from '../errors';
import { chooseSigner } from '../signing';
import { asCliError, writeNamed } from '../evidence/evidenceFiles';

export type GateExceptionOptions = {
  vulnerability?: string;
  package?: string;
  'artifact-name'?: string;
  status?: string;
  justification?: string;
  action?: string;
  note?: string;
  owner?: string;
  expires?: string;
  key?: string;
  out?: string;
};

/** What nothing can be made without. */
const needed = [
  'vulnerability',
  'package',
  'artifact-name',
  'status',
  'owner',
  'expires',
  'out',
] as const;

/** Signs an exception from the release gate, and writes its bundle. */
export async function gateException(
  { options }: { options: GateExceptionOptions },
  context: CommandContext,
): Promise<CommandResult> {
  const missing = needed.filter(name => options[name] === undefined);
  if (missing.length > 0)
    throw new UsageError(
      `An exception also needs ${missing.map(name => `--${name}`).join(', ')}.`,
    );
  const out = bundleName(options.out ?? '');
  const { 'artifact-name': artifactName, key: keyFile, ...about } = options;
  const { out: _, ...request } = about;
  try {
    // held against its schema there, field by field
    const statement = createException({
      ...request,
      artifactName,
      made: new Date(),
    } as ExceptionRequest);
    const { cwd, env } = context;
    const signer = chooseSigner({ key: keyFile, cwd, env });
    const bundle = await signStatement(statement, signer.by);
    const product = productId(artifactName ?? '');
    return {
      json: {
        bundle: writeNamed(out, bundle, context),
        digest: digestOf(bundle),
        key: signer.key?.hint,
      },
      text: `${out}: signed by ${signer.name}, about every release of ${product}, until ${options.expires}.`,
    };
  } catch (error) {
    throw asCliError(error);
  }
}

/** The gate finds exceptions by the names of their files. */
function bundleName(out: string): string {
  const name = path.basename(out);
  if (name.startsWith('vex') && name.endsWith(BUNDLE_ENDING)) return out;
  throw new UsageError(
    `'${out}' would not be found: call it vex-NAME${BUNDLE_ENDING}.`,
  );
}
