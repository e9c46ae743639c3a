import { SourceError } from './SourceError';

/** Which files of a source are wanted, and how much of them at most. @public */
export type SelectionOptions = {
  /** Folders from the source's top, without a slash at the end. */
  folders: string[];
  /** How the files' names end, such as `.md`. */
  extension: string;
  maxFiles: number;
  /** Bytes of all files that are not too large by themselves. */
  maxTotalBytes: number;
  /** Bytes; a larger file is named and not read. */
  maxFileBytes: number;
};

/** A file of a source; without content when it is too large. @public */
export type SourceFile = { path: string; size: number; content?: Buffer };

/** Collects the files of one reading, within bounds. */
export class Selection {
  readonly folders: string[];
  readonly #options: SelectionOptions;
  readonly #files = new Map<string, SourceFile>();
  readonly #counted = new Set<string>();
  #bytes = 0;
  #exceeded?: SourceError;

  constructor(options: SelectionOptions) {
    this.#options = options;
    // A folder inside another one is read with that one.
    this.folders = options.folders.filter(
      folder => !options.folders.some(other => folder.startsWith(`${other}/`)),
    );
  }

  matches(path: string): boolean {
    return (
      path.toLowerCase().endsWith(this.#options.extension) &&
      this.folders.some(folder => path.startsWith(`${folder}/`))
    );
  }

  /** Whether the file's content is wanted, which counts it; its size is not always known before. */
  take(path: string, size?: number): boolean {
    if (this.#exceeded || !this.matches(path)) return false;
    const { maxFiles, maxFileBytes } = this.#options;
    this.#files.set(path, { path, size: size ?? 0 });
    if (this.#files.size > maxFiles) {
      this.#exceeded = new SourceError(
        'TOO_MANY_FILES',
        `The source has more than ${maxFiles} files to read in ${this.#where()}`,
      );
      return false;
    }
    if (size === undefined) return true;
    return size <= maxFileBytes && this.#count(path, size);
  }

  add(path: string, content: Buffer): void {
    const file = this.#files.get(path);
    if (!file) return;
    file.size = content.length;
    if (content.length > this.#options.maxFileBytes) return;
    if (this.#counted.has(path) || this.#count(path, content.length)) {
      file.content = content;
    }
  }

  /** @throws SourceError with TOO_MANY_FILES or TOO_LARGE. */
  assertWithinLimits(etag: string): void {
    if (this.#exceeded) throw Object.assign(this.#exceeded, { etag });
  }

  /** By path. */
  files(): SourceFile[] {
    return [...this.#files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  #count(path: string, size: number): boolean {
    this.#counted.add(path);
    const { maxTotalBytes } = this.#options;
    this.#bytes += size;
    if (this.#bytes > maxTotalBytes) {
      this.#exceeded = new SourceError(
        'TOO_LARGE',
        `The source has more than ${maxTotalBytes} bytes to read in ${this.#where()}`,
      );
    }
    return !this.#exceeded;
  }

  #where(): string {
    return this.folders.map(folder => `'${folder}'`).join(' and ');
  }
}
