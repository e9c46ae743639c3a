import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningService } from './runService';

/** What came back: how long each answer took, in milliseconds, and how many had which status; 0 is no answer. */
export type Answers = { durations: number[]; statuses: Record<string, number> };

const USER = 'ada';
const PATHS = [1, 5, 20].map(limit => `/v1/customer-records?limit=${limit}`);
const CALLERS = 16;
/** Tokens of the development issuer last ten minutes. */
const TOKEN_AGE_MS = 5 * 60_000;
const TICK_MS = 5;

/** Sends as many requests a second as it is told, however long answers take. */
export async function sendAt(
  service: RunningService,
  rate: number,
  seconds: number,
): Promise<Answers> {
  const answers: Answers = { durations: [], statuses: {} };
  const ask = await asker(service, answers);
  const inFlight = new Set<Promise<void>>();
  const start = performance.now();
  const total = Math.floor(rate * seconds);
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, ((performance.now() - start) * rate) / 1000);
    for (; sent < due; sent++) {
      const request = ask().finally(() => inFlight.delete(request));
      inFlight.add(request);
    }
    await sleep(TICK_MS);
  }
  await Promise.all(inFlight);
  return answers;
}

/** As many answers a second as several callers get that ask again at once, after a warm-up of the same length. */
export async function saturate(
  service: RunningService,
  seconds: number,
): Promise<number> {
  let counted = 0;
  for (const round of ['warm-up', 'measured']) {
    const answers: Answers = { durations: [], statuses: {} };
    const ask = await asker(service, answers);
    const end = performance.now() + seconds * 1000;
    const call = async () => {
      while (performance.now() < end) await ask();
    };
    await Promise.all(Array.from({ length: CALLERS }, call));
    if (round === 'measured') counted = answers.durations.length;
  }
  return counted / seconds;
}

async function asker(service: RunningService, answers: Answers) {
  const { durations, statuses } = answers;
  let token = await service.token(USER);
  let since = Date.now();
  let count = 0;
  return async () => {
    if (Date.now() - since > TOKEN_AGE_MS) {
      since = Date.now();
      token = await service.token(USER);
    }
    const path = PATHS[count++ % PATHS.length];
    const started = performance.now();
    let status = 0;
    try {
      const response = await fetch(service.url + path, {
        headers: { Authorization: `Bearer ${token}` },
      });
      await response.arrayBuffer();
      status = response.status;
    } catch {
      // counted as no answer
    }
    durations.push(performance.now() - started);
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
}
