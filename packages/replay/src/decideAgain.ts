import type { NotReplayedCode } from '@companyos/plugin-decision-log-common';
import type { Candidate, Entrypoint } from './Candidate';
import { HARNESS_FILE } from './harness';
import type { ReplayEvent } from './ReplayEvent';

/** What the candidate makes of a decision. */
export type Decided =
  /** The stored result, to the last member. */
  | { kind: 'same' }
  /** Another result as JSON text; without a text, none. */
  | { kind: 'result'; text?: string }
  | { kind: 'error' }
  | { kind: 'none'; code: NotReplayedCode; detail?: string };

/** How often a batch may be split in a replay, for decisions that spoil it for the others. */
export class Patience {
  #left: number;

  constructor(runs: number) {
    this.#left = runs;
  }

  /** Whether there is some left, which is less afterwards. */
  take(): boolean {
    return this.#left-- > 0;
  }
}

/**
 * Decides the events of one path in one run of OPA. An error of Rego ends the run, so then it is halved until it is known
 * whose error it is.
 *
 * @returns what became of each, in the order of the events
 */
export async function decideAgain(
  candidate: Candidate,
  entrypoint: Entrypoint,
  events: ReplayEvent[],
  patience: Patience,
): Promise<Decided[]> {
  const { code, stdout, stderr } = await candidate.evaluate(
    entrypoint.query,
    documentOf(events, entrypoint),
  );
  if (code === 0) return readOutcomes(stdout, events);
  const isLimit = code === undefined || !/_error:/.test(stderr);
  const isCancelled = stderr.includes('eval_cancel_error');
  if (events.length === 1) {
    if (stderr.includes(HARNESS_FILE))
      return [
        {
          kind: 'none',
          code: 'NON_DETERMINISTIC',
          detail: entrypoint.functions.join(', '),
        },
      ];
    return isLimit || isCancelled
      ? [{ kind: 'none', code: 'LIMIT_EXCEEDED' }]
      : [{ kind: 'error' }];
  }
  if (!patience.take())
    return events.map(() => ({ kind: 'none', code: 'NOT_TOLD_APART' }));
  const half = Math.ceil(events.length / 2);
  return [
    ...(await decideAgain(
      candidate,
      entrypoint,
      events.slice(0, half),
      patience,
    )),
    ...(await decideAgain(candidate, entrypoint, events.slice(half), patience)),
  ];
}

/** The document that the query reads: inputs and results as they were logged. */
function documentOf(events: ReplayEvent[], entrypoint: Entrypoint): string {
  const needsLogged = entrypoint.functions.length > 0;
  const entries = events.map(event => {
    const result = event.resultText ? `,"r":${event.resultText}` : '';
    const time = entrypoint.asksForTime
      ? `,"t":${event.logged?.clock ?? event.nanos}`
      : '';
    const logged = needsLogged ? `,"nd":${event.logged?.text ?? '{}'}` : '';
    return `{"i":${event.inputText}${result}${time}${logged}}`;
  });
  return `{"e":[${entries.join(',')}]}`;
}

function readOutcomes(stdout: string, events: ReplayEvent[]): Decided[] {
  const decided: Decided[] = events.map(({ resultText, result }) =>
    // No result then and none now; an error then is no longer one.
    resultText === undefined && result === 'undefined'
      ? { kind: 'same' }
      : { kind: 'result' },
  );
  const outcomes = JSON.parse(stdout) as (number | [number, string])[];
  for (const outcome of outcomes) {
    if (typeof outcome === 'number') decided[outcome] = { kind: 'same' };
    else decided[outcome[0]] = { kind: 'result', text: outcome[1] };
  }
  return decided;
}
