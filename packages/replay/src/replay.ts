import {
  USUAL_RULES,
  type ReadingRules,
  type ReplayOutcome,
} from '@companyos/plugin-decision-log-common';
import type { Candidate, Entrypoint } from './Candidate';
import { decideAgain, Patience } from './decideAgain';
import { NON_DETERMINISTIC } from './nonDeterministic';
import { readReplayEvent, type ReplayEvent } from './ReplayEvent';
import { Tally } from './Tally';

/** What one run of OPA decides: enough that its start does not count, little enough to hold. */
const BATCH_EVENTS = 1000;
const BATCH_CHARACTERS = 8_388_608;

/** Runs of OPA for batches that fail; each takes tens of milliseconds. */
const MAX_SPLITS = 500;

/** @public */
export type ReplayOptions = {
  candidate: Candidate;
  /** JSON of one event each. */
  events: AsyncIterable<string> | Iterable<string>;
  rules?: ReadingRules;
  /** How many OPAs decide at the same time. Default: 2. */
  processes?: number;
  /** Told after each batch how many events are done with. */
  onProgress?: (seen: number) => void;
};

type Batch = {
  path: string;
  entrypoint: Entrypoint;
  events: ReplayEvent[];
  characters: number;
};

/**
 * Makes logged decisions again with the candidate, in batches of one path, and adds up what would be another decision. It
 * holds a few batches at a time, however many events there are.
 *
 * @throws ReplayError; whatever the events or the signal of the candidate throw.
 * @public
 */
export async function replay(options: ReplayOptions): Promise<ReplayOutcome> {
  const { candidate, events, rules = USUAL_RULES, processes = 2 } = options;
  const tally = new Tally(rules);
  const patience = new Patience(MAX_SPLITS);
  const filling = new Map<string, Batch>();
  const running = new Set<Promise<void>>();
  let held = 0;
  let failed: { reason: unknown } | undefined;

  async function decide({ entrypoint, events: batch }: Batch) {
    const decided = await decideAgain(candidate, entrypoint, batch, patience);
    batch.forEach((event, index) =>
      tally.add(event, decided[index], entrypoint.asksForTime),
    );
    options.onProgress?.(tally.seen);
  }

  async function start(batch: Batch) {
    filling.delete(batch.path);
    held -= batch.characters;
    while (running.size >= processes) await Promise.race(running);
    if (failed) throw failed.reason;
    const run = decide(batch)
      .catch(reason => {
        failed ??= { reason };
      })
      .finally(() => running.delete(run));
    running.add(run);
  }

  try {
    for await (const text of events) {
      const event = readReplayEvent(text, rules);
      if ('code' in event) {
        tally.leaveOut(event);
        continue;
      }
      const { path } = event;
      const entrypoint = await candidate.entrypoint(path);
      if (!entrypoint) {
        tally.leaveOut({ code: 'PATH_UNKNOWN', detail: path.slice(0, 200) });
        continue;
      }
      const unknown = entrypoint.functions.filter(
        name =>
          !Object.hasOwn(NON_DETERMINISTIC, name) ||
          !event.logged?.functions.includes(name),
      );
      if (unknown.length > 0) {
        tally.leaveOut({
          code: 'NON_DETERMINISTIC',
          detail: unknown.join(', '),
        });
        continue;
      }
      const batch = filling.get(path) ?? {
        ...{ path, entrypoint, events: [], characters: 0 },
      };
      filling.set(path, batch);
      batch.events.push(event);
      batch.characters += text.length;
      held += text.length;
      if (batch.events.length >= BATCH_EVENTS) await start(batch);
      if (held >= BATCH_CHARACTERS) await start(largest(filling));
    }
    for (const batch of [...filling.values()]) await start(batch);
  } finally {
    await Promise.all(running);
  }
  if (failed) throw failed.reason;
  options.onProgress?.(tally.seen);
  return tally.outcome({
    sha256: candidate.sha256,
    files: candidate.fileCount,
    opaVersion: candidate.opaVersion,
  });
}

function largest(batches: Map<string, Batch>): Batch {
  return [...batches.values()].reduce((a, b) =>
    b.characters > a.characters ? b : a,
  );
}
