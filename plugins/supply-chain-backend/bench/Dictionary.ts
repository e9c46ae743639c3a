import { sortKey } from '../src/semverOrder';
import { RELEASES, type Fleet, type FleetComponent } from './fleet';

/** Numbers for words, as the database would give them. Loops and no functions on arrays: five million times they count. */
export class Dictionary {
  readonly #components = new Map<string, number>();
  readonly #names = new Map<string, number>();
  readonly #licences = new Map<string, number>();
  readonly #versions: string[] = [];

  /** The rows of `boms`. The words that they need are known after the last one. */
  *boms({ bomOf }: Fleet): Generator<(number | Int32Array)[]> {
    for (let release = 0; release < RELEASES; release++) {
      const bom = bomOf(release);
      const order = new Float64Array(bom.length);
      for (let place = 0; place < bom.length; place++)
        // A number with its place behind it is sorted much faster than by comparing two.
        order[place] = this.#component(bom[place]) * 2 ** 16 + place;
      order.sort();
      const ids = new Int32Array(bom.length);
      const licences = new Int32Array(bom.length);
      const depths = new Int32Array(bom.length);
      for (let index = 0; index < bom.length; index++) {
        const { licence, depth } = bom[order[index] % 2 ** 16];
        ids[index] = Math.floor(order[index] / 2 ** 16);
        licences[index] = numberOf(this.#licences, licence!);
        depths[index] = depth!;
      }
      yield [release + 1, release + 1, ids, licences, depths];
    }
  }

  *names(): Generator<string> {
    for (const [name, id] of this.#names) yield `${id}\t${name}`;
  }

  versions(): Iterable<string> {
    return this.#versions;
  }

  *licences(): Generator<string> {
    for (const [name, id] of this.#licences) yield `${id}\t${name}`;
  }

  #component({ purl, name, version }: FleetComponent): number {
    const known = this.#components.get(purl);
    if (known !== undefined) return known;
    const id = numberOf(this.#components, purl);
    const nameId = numberOf(this.#names, name);
    this.#versions.push(
      `${id}\t${nameId}\t${version}\t\\\\x${sortKey(version)}`,
    );
    return id;
  }
}

function numberOf(words: Map<string, number>, word: string): number {
  let number = words.get(word);
  if (number === undefined) {
    number = words.size + 1;
    words.set(word, number);
  }
  return number;
}
