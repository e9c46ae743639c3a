/** Exit codes of every command; documented in the README. */
export const exitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  missing: 3,
  refused: 4,
  unproven: 5,
  interrupted: 130,
} as const;

/**
 * A failure that the reader can act on. The message is whole sentences, shown without a stack; `code` becomes the
 * exit code of the process.
 */
export class CliError extends Error {
  constructor(
    message: string,
    readonly code: number = exitCode.failed,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CliError';
  }
}

/** The command line itself is wrong: says what is, and where the help is. */
export class UsageError extends CliError {
  constructor(message: string) {
    super(message, exitCode.usage);
    this.name = 'UsageError';
  }
}

/** Something this machine needs is not there: says what, and how to get it. */
export class MissingError extends CliError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, exitCode.missing, options);
    this.name = 'MissingError';
  }
}

/** The person or a signal asked to stop. */
export class InterruptedError extends CliError {
  constructor() {
    super('Stopped.', exitCode.interrupted);
    this.name = 'InterruptedError';
  }
}
