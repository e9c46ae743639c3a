import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** What became of one request. */
export interface Outcome {
  requestId: string;
  /** 0 when there was no answer. */
  status: number;
  /** Of its problem document, if it is one. */
  code?: string | undefined;
  /** Of the record that it made. */
  id?: string | undefined;
  /** Why there was no answer. */
  error?: string;
  /** When it was sent, in milliseconds of `performance.now()`. */
  sentAt: number;
}

export interface Load {
  /** In the order in which the requests ended. */
  outcomes: Outcome[];
  /** Waits until so many more requests have ended in this way; fails when they do not within ten seconds. */
  sees(status: number, count?: number): Promise<void>;
  /** Waits for what is in flight. */
  stop(): Promise<void>;
}

const PATIENCE_MS = 10_000;

/**
 * Several callers at once, each asking again as soon as it has its answer.
 *
 * @param ask - sends a request with this `X-Request-Id`
 */
export function startLoad(
  ask: (requestId: string) => Promise<Response>,
  { callers = 8, pauseMs = 5 } = {},
): Load {
  const outcomes: Outcome[] = [];
  let isStopped = false;
  async function call(): Promise<void> {
    while (!isStopped) {
      const requestId = randomUUID();
      const sentAt = performance.now();
      try {
        const response = await ask(requestId);
        const { code, id } = (await response.json()) as {
          code?: string;
          id?: string;
        };
        const { status } = response;
        outcomes.push({ requestId, status, code, id, sentAt });
      } catch (thrown) {
        const error = String((thrown as Error).cause ?? thrown);
        outcomes.push({ requestId, status: 0, error, sentAt });
      }
      await sleep(pauseMs);
    }
  }
  const calls = Promise.all(Array.from({ length: callers }, call));
  return {
    outcomes,
    async sees(status, count = 1) {
      const from = outcomes.length;
      const late = performance.now() + PATIENCE_MS;
      const seen = () =>
        outcomes.slice(from).filter(outcome => outcome.status === status);
      while (seen().length < count) {
        if (performance.now() > late) {
          throw new Error(`The callers wait for ${status} in vain.`);
        }
        await sleep(10);
      }
    },
    async stop() {
      isStopped = true;
      await calls;
    },
  };
}

/** How many requests ended in which way, such as `{ '200': 40, '503 POLICY_UNAVAILABLE': 2 }`. */
export function tally(outcomes: Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, code, error } of outcomes) {
    const what = [status, code ?? error].filter(part => part).join(' ');
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}
