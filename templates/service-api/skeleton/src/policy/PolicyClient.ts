import { Pool } from 'undici';
import { withTraceparent } from '../telemetry/telemetry.ts';
import { answerSchema, type PolicyInput, type Verdict } from './decision.ts';

/** As many decisions at once as one instance can use; more wait for a connection, within the deadline. */
const CONNECTIONS = 32;
const MAX_ANSWER_BYTES = 65_536;

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
  async decide(input: PolicyInput, signal: AbortSignal): Promise<Verdict> {
    const deadline = new AbortController();
    const giveUp = () => {
      deadline.abort();
    };
    const timer = setTimeout(giveUp, this.#timeoutMs);
    signal.addEventListener('abort', giveUp, { once: true });
    let statusCode: number;
    let text: string;
    try {
      const answer = await this.#pool.request({
        path: this.#path,
        method: 'POST',
        headers: withTraceparent({ 'content-type': 'application/json' }),
        body: JSON.stringify({ input }),
        signal: deadline.signal,
      });
      statusCode = answer.statusCode;
      text = await answer.body.text();
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
        return failure('invalid_answer');
      }
      return failure(deadline.signal.aborted ? 'timeout' : 'unreachable');
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    }
    return statusCode === 200 ? verdictOf(text) : failure('invalid_answer');
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
