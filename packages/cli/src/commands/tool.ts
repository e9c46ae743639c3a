import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { CommandContext, CommandResult } from '../command';
import { UsageError } from '../errors';
import { isToolName, pinnedTools } from '../tools/pinned';
import { provideTool } from '../tools/provideTool';

/**
 * Makes sure of a pinned tool and says where it is. Works outside of a checkout too, because generated services use it.
 */
export async function tool(
  input: { arguments: string[] },
  context: CommandContext,
): Promise<CommandResult> {
  const [name] = input.arguments;
  if (!isToolName(name)) {
    throw new UsageError(
      `There is no tool '${name}'. Tools: ${Object.keys(pinnedTools).join(
        ', ',
      )}.`,
    );
  }
  const { env, steps, signal } = context;
  const logDir = fs.mkdtempSync(path.join(os.tmpdir(), 'companyos-tool-'));
  const program = await provideTool(name, {
    env,
    steps,
    signal,
    logFile: path.join(logDir, `${name}.log`),
  });
  // kept only where it explains a failure
  fs.rmSync(logDir, { recursive: true, force: true });
  return {
    json: { name, version: pinnedTools[name].version, path: program },
    text: program,
  };
}
