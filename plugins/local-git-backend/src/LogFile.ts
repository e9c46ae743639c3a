import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

const TAIL_SIZE = 8 * 1024;
const TAIL_LINES = 20;

/** A log that grows to a bound and no further, and remembers the last lines all the same. */
export class LogFile {
  readonly #stream: WriteStream;
  readonly #limit: number;
  #size = 0;
  #tail = Buffer.alloc(0);
  #error?: Error;

  /** @param limit - bytes; what comes after is counted but not kept */
  constructor(path: string, limit: number) {
    this.#stream = createWriteStream(path);
    this.#limit = limit;
    // A full disk must not end the check: its verdict matters more than its words.
    this.#stream.on('error', error => {
      this.#error = error;
    });
  }

  write(chunk: Buffer): void {
    const room = Math.max(0, this.#limit - this.#size);
    this.#size += chunk.length;
    if (room > 0 && !this.#error) this.#stream.write(chunk.subarray(0, room));
    this.#tail = Buffer.concat([this.#tail, chunk]).subarray(-TAIL_SIZE);
  }

  /** Adds a line of ours, bound or not. */
  note(line: string): void {
    this.write(Buffer.from(`${line}\n`));
  }

  async close(): Promise<void> {
    const cut = this.#size - this.#limit;
    if (this.#error) return;
    this.#stream.end(cut > 0 ? `\n… ${cut} more bytes are not kept\n` : '');
    await finished(this.#stream).catch(() => undefined);
  }

  lastLines(): string {
    const lines = this.#tail.toString('utf8').trimEnd().split('\n');
    return lines.slice(-TAIL_LINES).join('\n');
  }
}
