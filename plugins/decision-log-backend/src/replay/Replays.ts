import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import type {
  ReadingRules,
  ReplayCandidate,
} from '@companyos/plugin-decision-log-common';
import {
  Candidate,
  DEFAULT_LIMITS,
  replay,
  ReplayError,
  type PolicyFile,
} from '@companyos/policy-replay';
import type { DecisionStore } from '../store/DecisionStore';
import type { TimeWindow } from '../window';
import type { ReplayStore } from './ReplayStore';
import { storedEvents } from './storedEvents';

/** Somebody ended it. */
const CANCELLED = new Error('cancelled');

/** The portal stops. */
const STOPPED = new Error('stopped');

const MAX_MINUTES = 60;

const TOO_LONG = new Error(
  `It took longer than ${MAX_MINUTES} minutes; use a shorter window`,
);

const PROGRESS_MS = 1000;

/** @see Replays */
export type ReplayLimits = {
  /** The program of OPA. */
  opa: string;
  /** Replays at the same time. */
  running: number;
  /** OPAs that decide for one of them at the same time. */
  processes: number;
  /** Decisions of one replay. */
  maxDecisions: number;
};

/** What is to be replayed. */
export type ReplayRequest = {
  entityRef: string;
  requestedBy: string;
  window: TimeWindow;
  candidate: ReplayCandidate;
  files: PolicyFile[];
};

/** Runs replays beside everything else: a few at a time, in other processes. */
export class Replays {
  readonly #decisions: DecisionStore;
  readonly #store: ReplayStore;
  readonly #rules: ReadingRules;
  readonly #limits: ReplayLimits;
  readonly #logger: LoggerService;
  readonly #running = new Map<AbortController, Promise<void>>();
  #isStopped = false;

  constructor(options: {
    decisions: DecisionStore;
    store: ReplayStore;
    rules: ReadingRules;
    limits: ReplayLimits;
    logger: LoggerService;
  }) {
    this.#decisions = options.decisions;
    this.#store = options.store;
    this.#rules = options.rules;
    this.#limits = options.limits;
    this.#logger = options.logger;
  }

  /**
   * Compiles the candidate and begins.
   *
   * @returns the id of the replay
   * @throws InputError when the candidate does not compile or the window has too much; ConflictError when the same person
   * has one running; ServiceUnavailableError when there are too many, or no OPA.
   */
  async start(request: ReplayRequest): Promise<string> {
    if (this.#isStopped || this.#running.size >= this.#limits.running)
      throw new ServiceUnavailableError(
        `${
          this.#limits.running
        } replays are running, which is as many as this portal runs; try again in a minute`,
      );
    const abort = new AbortController();
    const begun = this.#begin(request, abort);
    // It has its place from here on, so that no two take the last one.
    this.#running.set(
      abort,
      begun
        .then(({ run }) => run)
        .catch(() => {})
        .finally(() => this.#running.delete(abort)),
    );
    return (await begun).id;
  }

  /** Ends all of them, as interrupted. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const abort of this.#running.keys()) abort.abort(STOPPED);
    await Promise.all(this.#running.values());
  }

  async #begin(request: ReplayRequest, abort: AbortController) {
    const { entityRef, window, candidate: named } = request;
    const total = await this.#count(entityRef, window);
    const candidate = await this.#compile(request.files, abort.signal);
    try {
      const id = await this.#store.create({
        ...request,
        ...('ref' in named && { ref: named.ref, folder: named.folder }),
        pasted: named.files !== undefined,
        policy: candidate.sha256,
        total,
      });
      const run = this.#run(id, { candidate, request, abort });
      return { id, run };
    } catch (error) {
      await candidate.close();
      throw error;
    }
  }

  async #count(entityRef: string, window: TimeWindow): Promise<number> {
    const { total } = await this.#decisions.summary(
      entityRef,
      window,
      Math.ceil((window.to - window.from) / 1_000_000),
    );
    const count = Object.values(total).reduce((sum, part) => sum + part, 0);
    const { maxDecisions } = this.#limits;
    if (count > maxDecisions)
      throw new InputError(
        `Body is not valid: from: the window has ${count} decisions; use one with at most ${maxDecisions}`,
      );
    return count;
  }

  async #compile(files: PolicyFile[], signal: AbortSignal) {
    try {
      return await Candidate.compile(files, {
        opa: this.#limits.opa,
        limits: DEFAULT_LIMITS,
        signal,
      });
    } catch (error) {
      if (!(error instanceof ReplayError)) throw error;
      if (error.code === 'CANDIDATE_INVALID')
        throw new InputError(error.message);
      throw new ServiceUnavailableError(
        `${error.message}; name the program in 'decisionLog.replay.opa'`,
      );
    }
  }

  async #run(
    id: string,
    about: {
      candidate: Candidate;
      request: ReplayRequest;
      abort: AbortController;
    },
  ): Promise<void> {
    const { candidate, request, abort } = about;
    let seen = 0;
    const timer = setInterval(() => {
      this.#store
        .progress(id, seen)
        .then(isWanted => {
          if (!isWanted) abort.abort(CANCELLED);
        })
        // The database may be back for the next one.
        .catch(() => {});
    }, PROGRESS_MS);
    const late = setTimeout(() => abort.abort(TOO_LONG), MAX_MINUTES * 60_000);
    try {
      const outcome = await replay({
        candidate,
        events: storedEvents(
          this.#decisions,
          request.entityRef,
          request.window,
        ),
        rules: this.#rules,
        processes: this.#limits.processes,
        onProgress: done => {
          seen = done;
          abort.signal.throwIfAborted();
        },
      });
      await this.#store.end(id, { state: 'done', outcome });
    } catch (error) {
      await this.#fail(id, error);
    } finally {
      clearInterval(timer);
      clearTimeout(late);
      await candidate.close();
    }
  }

  async #fail(id: string, error: unknown): Promise<void> {
    try {
      if (error === CANCELLED) return;
      if (error === STOPPED) {
        await this.#store.end(id, { state: 'interrupted' });
        return;
      }
      const isKnown = error === TOO_LONG || error instanceof ReplayError;
      if (!isKnown) this.#logger.error(`Replay ${id} failed`, error as Error);
      await this.#store.end(id, {
        state: 'failed',
        error: isKnown
          ? (error as Error).message
          : 'The portal failed; its log says why',
      });
    } catch (cause) {
      // Nobody says that it is alive any more, so it is found to be interrupted.
      this.#logger.error(`Replay ${id} could not be ended`, cause as Error);
    }
  }
}
