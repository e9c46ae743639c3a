/** Seconds with one decimal below a minute, minutes and seconds above. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

type Sink = { write(text: string): unknown; isTTY?: boolean };

/**
 * Tells a person what is being done and how long each thing took. On a terminal the running step shows its seconds;
 * elsewhere (a log, CI) there is one line when a step starts to be slow to know about, and one when it ends.
 */
export class Steps {
  constructor(private readonly sink: Sink) {}

  /**
   * Runs `work` as one step. A failed step is marked and the error goes on to the caller.
   *
   * @param markOf - the mark for a result that is not simply good
   */
  async run<T>(
    title: string,
    work: () => Promise<T>,
    markOf: (result: T) => string = () => '✓',
  ): Promise<T> {
    const started = performance.now();
    const elapsed = () => formatDuration(performance.now() - started);
    const ticker = this.sink.isTTY
      ? setInterval(
          () => this.sink.write(`\r\x1b[K… ${title}  ${elapsed()}`),
          500,
        )
      : undefined;
    if (this.sink.isTTY) this.sink.write(`… ${title}`);
    const finish = (mark: string) => {
      clearInterval(ticker);
      this.sink.write(
        `${this.sink.isTTY ? '\r\x1b[K' : ''}${mark} ${title}  ${elapsed()}\n`,
      );
    };
    try {
      const result = await work();
      finish(markOf(result));
      return result;
    } catch (error) {
      finish('✗');
      throw error;
    }
  }

  /** A step that had nothing to do. */
  skip(title: string, reason: string) {
    this.sink.write(`· ${title}  ${reason}\n`);
  }

  /** A line of its own. */
  say(text: string) {
    this.sink.write(`${text}\n`);
  }
}
