import {
  byImportance,
  mostExact,
  opens,
  resultOf,
  type ReadingRules,
  type ReplayChange,
  type ReplayOutcome,
  type Result,
} from '@companyos/plugin-decision-log-common';
import type { Decided } from './decideAgain';
import { reasonOf, type ReplayEvent, type Unreplayable } from './ReplayEvent';

/** How many changes are told apart; what is beyond is counted. */
const MAX_CHANGES = 2000;
const MAX_EXAMPLES = 3;
const MAX_EXAMPLE_TEXT = 4000;
const MAX_REASONS = 500;

type Cell = ReplayOutcome['matrix'][number];

/** Adds up what became of decisions, in bounded memory. */
export class Tally {
  readonly #rules: ReadingRules;
  readonly #matrix = new Map<string, Cell>();
  readonly #changes = new Map<string, ReplayChange>();
  readonly #notReplayed = new Map<
    string,
    ReplayOutcome['notReplayed'][number]
  >();
  readonly #beyond = { opening: 0, other: 0 };
  readonly #clock = { logged: 0, event: 0 };
  #seen = 0;
  #replayed = 0;
  #same = 0;

  constructor(rules: ReadingRules) {
    this.#rules = rules;
  }

  get seen(): number {
    return this.#seen;
  }

  /** A decision that was not made again. */
  leaveOut({ code, detail }: Unreplayable): void {
    this.#seen++;
    const told = this.#notReplayed.size < MAX_REASONS ? detail : undefined;
    const key = JSON.stringify([code, told]);
    const entry = this.#notReplayed.get(key);
    if (entry) entry.count++;
    else this.#notReplayed.set(key, { code, detail: told, count: 1 });
  }

  /** A decision that was. */
  add(event: ReplayEvent, decided: Decided, asksForTime: boolean): void {
    if (decided.kind === 'none') {
      this.leaveOut(decided);
      return;
    }
    this.#seen++;
    this.#replayed++;
    if (asksForTime) this.#clock[event.logged?.clock ? 'logged' : 'event']++;
    const isSame =
      decided.kind === 'same' ||
      (decided.kind === 'error' && event.result === 'error');
    if (isSame) {
      this.#same++;
      this.#cell(event.result, event.result).count++;
      return;
    }
    const text = decided.kind === 'result' ? decided.text : undefined;
    const result: unknown = text === undefined ? undefined : JSON.parse(text);
    const to =
      decided.kind === 'error'
        ? 'error'
        : resultOf({ result }, mostExact(event.path, this.#rules.results));
    const cell = this.#cell(event.result, to);
    cell.count++;
    cell.changed++;
    this.#change(event, {
      to,
      text,
      reasonAfter: reasonOf(result, this.#rules),
    });
  }

  outcome(candidate: ReplayOutcome['candidate']): ReplayOutcome {
    return {
      candidate,
      seen: this.#seen,
      replayed: this.#replayed,
      same: this.#same,
      matrix: [...this.#matrix.values()].sort(byImportance),
      changes: [...this.#changes.values()].sort(byImportance),
      beyond: { ...this.#beyond },
      notReplayed: [...this.#notReplayed.values()].sort(
        (a, b) => b.count - a.count,
      ),
      clock: { ...this.#clock },
    };
  }

  #change(
    event: ReplayEvent,
    after: { to: Result; text?: string; reasonAfter?: string },
  ) {
    const { path, result: from, reason: reasonBefore } = event;
    const { to, reasonAfter } = after;
    const { role, tenant } = event.who();
    const kind = { path, from, to, reasonBefore, reasonAfter, role, tenant };
    const key = JSON.stringify(Object.values(kind).map(value => value ?? null));
    let change = this.#changes.get(key);
    if (!change) {
      if (this.#changes.size >= MAX_CHANGES) {
        this.#beyond[opens(kind) ? 'opening' : 'other']++;
        return;
      }
      change = { ...kind, count: 0, examples: [] };
      this.#changes.set(key, change);
    }
    change.count++;
    if (change.examples.length < MAX_EXAMPLES) {
      change.examples.push({
        decisionId: event.id,
        time: event.time,
        before: clip(event.resultText),
        after: clip(after.text),
      });
    }
  }

  #cell(from: Result, to: Result): Cell {
    const key = `${from} ${to}`;
    let cell = this.#matrix.get(key);
    if (!cell) {
      cell = { from, to, count: 0, changed: 0 };
      this.#matrix.set(key, cell);
    }
    return cell;
  }
}

function clip(text: string | undefined): string | undefined {
  return text !== undefined && text.length > MAX_EXAMPLE_TEXT
    ? `${text.slice(0, MAX_EXAMPLE_TEXT - 1)}…`
    : text;
}
