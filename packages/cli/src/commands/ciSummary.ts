import fs from 'node:fs';
import path from 'node:path';
import { EvidenceFolder } from '../ci/EvidenceFolder';
import { summaryOf } from '../ci/summaryOf';
import type { CommandContext, CommandResult } from '../command';

/** Says in Markdown what a run has come to, and appends that to a file. */
export async function ciSummary(
  { options: { to } }: { options: { to?: string } },
  context: CommandContext,
): Promise<CommandResult> {
  const text = summaryOf(new EvidenceFolder(context.cwd));
  if (to !== undefined)
    fs.appendFileSync(path.resolve(context.cwd, to), `${text}\n`);
  return { json: { summary: text }, text };
}
