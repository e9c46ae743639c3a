import { setTimeout as sleep } from 'node:timers/promises';
import { planTraffic, type Outcome } from './plan';
import type { ServiceCaller } from './ServiceCaller';

const MOST_IN_FLIGHT = 20;

/**
 * Sends a plan's requests at a fixed rate for a fixed time. A service that is slower than that is not pressed: beyond
 * twenty requests in flight it waits.
 *
 * @param options.rate - requests a second
 * @returns how each request ended, when all have.
 */
export async function runTraffic(options: {
  caller: ServiceCaller;
  rate: number;
  seconds: number;
  signal: AbortSignal;
}): Promise<Outcome[]> {
  const { caller, rate, seconds, signal } = options;
  const outcomes: Outcome[] = [];
  const inFlight = new Set<Promise<void>>();
  const plan = planTraffic(await caller.callers());
  const started = performance.now();
  for (let sent = 0; sent < rate * seconds; sent += 1) {
    const due = started + (sent * 1000) / rate;
    const early = due - performance.now();
    if (early > 0) await sleep(early, undefined, { signal });
    while (inFlight.size >= MOST_IN_FLIGHT) await Promise.race(inFlight);
    signal.throwIfAborted();
    if (performance.now() - started > seconds * 1000) break;
    const request = plan.next();
    if (request.done) break;
    const sending = caller.send(request.value).then(outcome => {
      outcomes.push(outcome);
      inFlight.delete(sending);
    });
    inFlight.add(sending);
  }
  await Promise.all(inFlight);
  return outcomes;
}
