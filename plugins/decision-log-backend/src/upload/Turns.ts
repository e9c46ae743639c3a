import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long one piece of work may keep everybody else waiting. */
const TURN_MS = 5;

/** Long work in turns: between two of them the event loop serves others. */
export class Turns {
  #started = performance.now();

  get isOver(): boolean {
    return performance.now() - this.#started > TURN_MS;
  }

  /** To be waited for when a turn is over. */
  async next(): Promise<void> {
    await nextTurn();
    this.#started = performance.now();
  }
}
