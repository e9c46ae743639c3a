import { parseArgs } from 'node:util';
import { isError } from '@backstage/errors';
import type { Command, CommandContext } from './command';
import { CliError, exitCode, UsageError } from './errors';
import { commandHelp, overviewHelp } from './help';

/** Where a run writes: results for programs to `stdout`, everything for people to `stderr`. */
export type Output = { stdout(text: string): void; stderr(text: string): void };

/**
 * Runs one command line to its end and returns the exit code. Never ends the process: `index.ts` does.
 */
export async function runCli(options: {
  argv: string[];
  commands: Command[];
  version: string;
  context: CommandContext;
  output: Output;
}): Promise<number> {
  const { argv, commands, version, context, output } = options;
  const first = argv[0];
  if (first === '--version' || first === '-V') {
    output.stdout(`${version}\n`);
    return exitCode.ok;
  }
  if (
    first === undefined ||
    first === '--help' ||
    first === '-h' ||
    first === 'help'
  ) {
    const wanted = first === 'help' ? argv.slice(1) : [];
    const found = findCommand(commands, wanted);
    output.stderr(
      found
        ? commandHelp(found)
        : overviewHelp(commands.filter(c => startsWith(c.path, wanted))),
    );
    return exitCode.ok;
  }

  const command = findCommand(commands, argv);
  const args = command ? argv.slice(command.path.length) : argv;
  if (command && wantsHelp(args)) {
    output.stderr(commandHelp(command));
    return exitCode.ok;
  }
  try {
    if (!command) throw unknownCommand(commands, argv);
    checkArguments(command, args);
    const result = await command.execute(args, context);
    if (wantsJson(args))
      output.stdout(`${JSON.stringify(result.json, undefined, 2)}\n`);
    else if (result.text) output.stderr(`${result.text}\n`);
    return result.code ?? exitCode.ok;
  } catch (error) {
    output.stderr(`${describe(error)}\n`);
    if (wantsJson(args))
      output.stdout(
        `${JSON.stringify({ error: messageOf(error) }, undefined, 2)}\n`,
      );
    return error instanceof CliError ? error.code : exitCode.failed;
  }
}

function startsWith(path: string[], prefix: string[]): boolean {
  return prefix.every((word, index) => path[index] === word);
}

function findCommand(commands: Command[], argv: string[]): Command | undefined {
  return commands.find(command => startsWith(argv, command.path));
}

function beforeSeparator(args: string[]): string[] {
  const end = args.indexOf('--');
  return end === -1 ? args : args.slice(0, end);
}

function wantsHelp(args: string[]): boolean {
  return beforeSeparator(args).some(arg => arg === '--help' || arg === '-h');
}

function wantsJson(args: string[]): boolean {
  return beforeSeparator(args).includes('--json');
}

function unknownCommand(commands: Command[], argv: string[]): UsageError {
  const group = commands.filter(command => command.path[0] === argv[0]);
  const known = (group.length > 0 ? group : commands).map(command =>
    command.path.join(' '),
  );
  const words = argv.filter(word => !word.startsWith('-')).slice(0, 2);
  return new UsageError(
    `There is no command '${
      words.join(' ') || argv[0]
    }'. Commands: ${known.join(', ')}. See: companyos --help`,
  );
}

function checkArguments(command: Command, args: string[]) {
  const usage = `See: companyos ${command.path.join(' ')} --help`;
  let positionals: string[];
  try {
    ({ positionals } = parseArgs({
      args,
      options: command.options,
      allowPositionals: true,
      strict: true,
    }));
  } catch (error) {
    throw new UsageError(`${messageOf(error).split('. ')[0]}. ${usage}`);
  }
  const {
    min,
    max,
    usage: expected,
  } = command.arguments ?? { min: 0, max: 0, usage: 'no argument' };
  if (positionals.length < min || positionals.length > max) {
    throw new UsageError(
      `companyos ${command.path.join(' ')} takes ${expected}, and got ${
        positionals.length
      } arguments. ${usage}`,
    );
  }
}

function messageOf(error: unknown): string {
  return isError(error) ? error.message : String(error);
}

function describe(error: unknown): string {
  if (error instanceof CliError) return error.message;
  return error instanceof Error ? error.stack ?? error.message : String(error);
}
