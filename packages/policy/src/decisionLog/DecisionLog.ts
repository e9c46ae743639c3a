import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import {
  toDecisionEvent,
  type Decider,
  type MadeDecision,
} from './decisionEvent';

const compress = promisify(gzip);

/** OPA's own name of the counter. */
const DROPPED = 'counter_decision_logs_dropped_buffer_size_limit_exceeded';

/**
 * Where decisions go: a server that takes what OPA uploads.
 *
 * @public
 */
export interface DecisionSink {
  /**
   * Stores a gzip-compressed JSON array of events.
   *
   * @throws Error when it is not certain that all are stored; they are then sent again.
   */
  upload(body: Buffer): Promise<void>;

  /** Takes a status report in OPA's form. */
  report(status: Record<string, unknown>): Promise<void>;
}

/**
 * Holds decisions until they are stored elsewhere, and counts what it could not hold. To log a decision is an entry in
 * a list; all else is done by {@link DecisionLog.flush}, which whoever owns the log calls every few seconds.
 *
 * @public
 */
export class DecisionLog {
  readonly #decider: Decider;
  readonly #sink: DecisionSink;
  readonly #capacity: number;
  readonly #chunkSize: number;
  #held: { id: string; decision: MadeDecision }[] = [];
  #decisions = 0;
  #dropped = 0;
  #reported = -1;
  #flushing: Promise<void> | undefined;

  /**
   * @param options - `capacity`: events that are held at most, 20,000 by default; later ones are dropped and counted.
   *   `chunkSize`: events in an upload at most, 1,000 by default.
   */
  constructor(
    options: Decider & {
      sink: DecisionSink;
      capacity?: number;
      chunkSize?: number;
    },
  ) {
    const { labels, bundle } = options;
    this.#decider = { labels, bundle };
    this.#sink = options.sink;
    this.#capacity = options.capacity ?? 20_000;
    this.#chunkSize = options.chunkSize ?? 1000;
  }

  /** Logs a decision and gives its id. The input must not be changed afterwards: it is written down later. */
  record(decision: MadeDecision): string {
    const id = randomUUID();
    this.#decisions += 1;
    if (this.#held.length < this.#capacity) this.#held.push({ id, decision });
    else this.#dropped += 1;
    return id;
  }

  /**
   * Uploads all that is held, oldest first, and reports how much there has been. Those who call while it works wait for
   * the same work.
   *
   * @throws what the sink throws; what was not stored is held on to.
   */
  flush(): Promise<void> {
    this.#flushing ??= this.#send().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  async #send(): Promise<void> {
    while (this.#held.length > 0) {
      const chunk = this.#held.slice(0, this.#chunkSize);
      const events = chunk.map(({ id, decision }) =>
        toDecisionEvent(this.#decider, id, decision),
      );
      await this.#sink.upload(await compress(JSON.stringify(events)));
      this.#held = this.#held.slice(chunk.length);
    }
    if (this.#decisions === this.#reported) return;
    const decisions = this.#decisions;
    await this.#sink.report(this.#status(decisions));
    this.#reported = decisions;
  }

  #status(decisions: number): Record<string, unknown> {
    const { labels, bundle } = this.#decider;
    return {
      labels,
      bundles: {
        [bundle.name]: { name: bundle.name, active_revision: bundle.revision },
      },
      metrics: {
        prometheus: {
          // In process nobody counts requests, by which a server's decisions are known.
          counter_decisions: decisions,
          [DROPPED]: this.#dropped,
        },
      },
    };
  }
}
