const RFC_3339 =
  /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Functions of Rego that the WebAssembly runtime leaves to its host. Undefined is Rego's undefined, as OPA has it for
 * what cannot be read.
 */
export const builtins = {
  /** Exact to the millisecond: whole seconds in nanoseconds are numbers that JavaScript has without a loss. */
  'time.parse_rfc3339_ns': (time: unknown): number | undefined => {
    const [, day] = (typeof time === 'string' && RFC_3339.exec(time)) || [];
    const midnight = new Date(day ?? '');
    // Date takes the 30th of February for the 2nd of March
    const isDay =
      !Number.isNaN(midnight.getTime()) &&
      midnight.toISOString().startsWith(day ?? '');
    const milliseconds = isDay ? Date.parse(String(time)) : NaN;
    return Number.isNaN(milliseconds) ? undefined : milliseconds * 1_000_000;
  },
};
