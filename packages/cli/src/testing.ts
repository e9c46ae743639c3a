import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runCli } from './cli';
import type { Command, CommandContext } from './command';
import { Steps } from './steps/Steps';

/** A folder for each test of a file, removed afterwards; everybody may enter it, as the database's own user must. */
export function useTemporaryFolder(): { path(...parts: string[]): string } {
  let dir = '';
  beforeEach(() => {
    dir = fs.mkdtempSync(path.join(os.tmpdir(), 'companyos-cli-test-'));
    fs.chmodSync(dir, 0o755);
  });
  afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));
  return { path: (...parts) => path.join(dir, ...parts) };
}

/** A context whose human text is kept in `lines`. */
export function testContext(
  overrides: Partial<CommandContext> = {},
): CommandContext & { lines: string[] } {
  const lines: string[] = [];
  return {
    cwd: process.cwd(),
    env: process.env,
    steps: new Steps({ write: (text: string) => lines.push(text) }),
    signal: new AbortController().signal,
    ...overrides,
    lines,
  };
}

/** Whether a process of this number lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Runs a command line to its end, and keeps what it writes. */
export async function runCommandLine(
  argv: string[],
  commands: Command[],
  context: Partial<CommandContext> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const output = { stdout: '', stderr: '' };
  const code = await runCli({
    argv,
    commands,
    version: '1.2.3',
    context: testContext(context),
    output: {
      stdout: text => {
        output.stdout += text;
      },
      stderr: text => {
        output.stderr += text;
      },
    },
  });
  return { code, ...output };
}
