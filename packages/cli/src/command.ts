import type { ParseArgsConfig } from 'node:util';
import { parseArgs } from 'node:util';
import type { Steps } from './steps/Steps';

/** What a command gets besides its options. Human text goes through `steps`, never to standard output. */
export type CommandContext = {
  cwd: string;
  env: NodeJS.ProcessEnv;
  steps: Steps;
  /** Aborted when the person presses Ctrl-C or the process is asked to end. */
  signal: AbortSignal;
};

export type OptionDefinition = {
  type: 'string' | 'boolean';
  description: string;
  /** Shown in the help in place of the value, such as `NAME`. */
  value?: string;
  multiple?: boolean;
};

type Options = Record<string, OptionDefinition>;

type ValuesOf<O extends Options> = {
  [K in keyof O]?: O[K]['multiple'] extends true
    ? Array<O[K]['type'] extends 'string' ? string : boolean>
    : O[K]['type'] extends 'string'
    ? string
    : boolean;
};

export type CommandInput<O extends Options = Options> = {
  options: ValuesOf<O>;
  arguments: string[];
};

/**
 * What a command gives back: the value for `--json`, and the text for people. A command that did its work and has bad
 * news says so by `code`, the exit code, which is 0 otherwise.
 */
export type CommandResult = { json: unknown; text?: string; code?: number };

/**
 * One command: where it sits, how it reads, and the code behind it, which is loaded when the command is run. The
 * shape follows Backstage's `CliCommand` (path, description, loader); options are declared instead of parsed by the
 * command, so that help, checks and `--json` are the same everywhere.
 */
export type Command = {
  path: string[];
  description: string;
  /** Positional arguments as the help shows them, such as `NAME` or `[SUITE...]`. */
  arguments?: { usage: string; min: number; max: number };
  options: Options;
  examples: string[];
  execute: (args: string[], context: CommandContext) => Promise<CommandResult>;
};

const commonOptions = {
  json: {
    type: 'boolean',
    description: 'Write the result to standard output as JSON',
  },
  help: { type: 'boolean', description: 'Show this help' },
} satisfies Options;

/** Ties the declared options to the function that receives them, with their types. */
export function defineCommand<const O extends Options>(
  definition: Omit<Command, 'execute' | 'options'> & {
    options: O;
    load: () => Promise<
      (
        input: CommandInput<O>,
        context: CommandContext,
      ) => Promise<CommandResult>
    >;
  },
): Command {
  const { load, ...rest } = definition;
  const options = { ...definition.options, ...commonOptions };
  return {
    ...rest,
    options,
    async execute(args, context) {
      const { values, positionals } = parseArgs({
        args,
        options: options as ParseArgsConfig['options'],
        allowPositionals: true,
        strict: true,
      });
      const run = await load();
      return run(
        { options: values as ValuesOf<O>, arguments: positionals },
        context,
      );
    },
  };
}
