import { Pool } from 'undici';
import { withTraceparent } from '../telemetry/telemetry.ts';
import { answerSchema, type PolicyInput, type Verdict } from './decision.ts';

/** As many decisions at once as one instance can use; more wait for a connection, within the deadline. */
const CONNECTIONS = 32;
const MAX_ANSWER_BYTES = 65_536;
/** After a refused connection nobody knocks for so long, so that a busy service fails no slower than it works. */
const PAUSE_MS = 100;

export interface PolicyClientOptions {
  url: string;
  /** The package and rule that decides, such as `customer_records/decision`. */
  path: string;
  timeoutMs: number;
}

/** Asks Open Policy Agent, over connections that stay open. */
export class PolicyClient {
  readonly #pool: Pool;
  readonly #path: string;
  readonly #timeoutMs: number;
  #goneUntil = 0;

  constructor({ url, path, timeoutMs }: PolicyClientOptions) {
    const { origin, pathname } = new URL(url);
    this.#path = `${pathname.replace(/\/+$/, '')}/v1/data/${path}`;
    this.#timeoutMs = timeoutMs;
    this.#pool = new Pool(origin, {
      connections: CONNECTIONS,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
  }

  /** Never throws: an engine that is slow, gone or not understood is a verdict of its own. */
  async decide(input: PolicyInput): Promise<Verdict> {
    if (Date.now() < this.#goneUntil) {
      return failure('unreachable');
    }
    const deadline = new AbortController();
    const timer = setTimeout(() => {
      deadline.abort();
    }, this.#timeoutMs);
    try {
      const { statusCode, body } = await this.#pool.request({
        path: this.#path,
        method: 'POST',
        headers: withTraceparent({ 'content-type': 'application/json' }),
        body: JSON.stringify({ input }),
        signal: deadline.signal,
      });
      const text = await body.text();
      return statusCode === 200 ? verdictOf(text) : failure('invalid_answer');
    } catch (error) {
      return this.#failureOf(error, deadline.signal.aborted);
    } finally {
      clearTimeout(timer);
    }
  }

  #failureOf(error: unknown, isLate: boolean): Verdict {
    const { code } = error as { code?: unknown };
    if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
      return failure('invalid_answer');
    }
    if (code === 'ECONNREFUSED') {
      this.#goneUntil = Date.now() + PAUSE_MS;
    }
    return failure(isLate ? 'timeout' : 'unreachable');
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

function verdictOf(text: string): Verdict {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return failure('invalid_answer');
  }
  const answer = answerSchema.safeParse(json);
  if (!answer.success) {
    return failure('invalid_answer');
  }
  const { decision_id: decisionId, result } = answer.data;
  if (!result) {
    return {
      result: 'undefined',
      reason: 'undefined',
      obligations: [],
      decisionId,
    };
  }
  const { reason, obligations } = result;
  return result.allow
    ? { result: 'allow', reason, obligations, decisionId }
    : {
        result: 'deny',
        reason,
        obligations,
        decisionId,
        stepUp: result.step_up,
      };
}

function failure(
  reason: 'invalid_answer' | 'timeout' | 'unreachable',
): Verdict {
  return { result: 'error', reason, obligations: [] };
}
