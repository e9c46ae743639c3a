import path from 'node:path';
import { findCheckout } from '../checkout';
import type { CommandContext, CommandResult } from '../command';
import { packCli } from '../steps/packCli';

/** Packs this tool as the tarball that generated repositories install. */
export async function pack(
  { options }: { options: { out?: string } },
  context: CommandContext,
): Promise<CommandResult> {
  const checkout = findCheckout(context.cwd, context.env);
  const outDir = options.out
    ? path.resolve(context.cwd, options.out)
    : checkout.state('cli');
  const manifest = await packCli({ ...context, checkout, outDir });
  const file = path.join(outDir, manifest.file);
  return {
    json: { ...manifest, path: file },
    text: `${file}\n${manifest.integrity}`,
  };
}
