import fs from 'node:fs';
import type { z } from 'zod/v4';
import { CliError } from '../errors';
import { execCode, tail } from '../process/exec';
import type { StageContext } from './Stage';

/**
 * Runs a scanner on the source and reads its report. Scanners tell by their exit code whether they found something, which
 * is no failure of theirs.
 *
 * @param tool - who it is, the arguments, the exit codes that it ends with when it has done its work, and the report
 * @throws CliError when it ended otherwise, or left a report of another shape.
 */
export async function runScanner<T extends z.ZodType>(
  tool: {
    name: string;
    program: string;
    args: string[];
    env?: NodeJS.ProcessEnv;
    done: number[];
    report: string;
    schema: T;
  },
  context: StageContext,
): Promise<z.infer<T>> {
  const { env, evidence, signal, source } = context;
  const logFile = evidence.report(`${tool.name}.log`);
  fs.rmSync(tool.report, { force: true });
  const code = await execCode(tool.program, tool.args, {
    cwd: source.root,
    env: { ...env, ...tool.env },
    logFile,
    signal,
  });
  if (!tool.done.includes(code))
    throw new CliError(
      `${tail(logFile)}\n\n${
        tool.name
      } could not do its work (exit code ${code}), so nothing is known. All of its output: ${logFile}`,
    );
  return readReport(tool.name, tool.report, tool.schema);
}

function readReport<T extends z.ZodType>(
  name: string,
  file: string,
  schema: T,
): z.infer<T> {
  let json: unknown;
  try {
    json = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CliError(
      `${name} ended without a report that can be read (${
        (error as Error).message
      }), so nothing is known.`,
    );
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(
    `The report of ${name} has another shape than its version should write, at '${issue.path.join(
      '.',
    )}': ${issue.message}.`,
  );
}

/** The first few of many, as lines for a person. */
export function listed(lines: string[], most = 10): string {
  const more = lines.length - most;
  return [
    ...lines.slice(0, most).map(line => `  ${line}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n');
}
