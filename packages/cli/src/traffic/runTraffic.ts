import { setTimeout as sleep } from 'node:timers/promises';
import { planTraffic, type Attempt, type Outcome } from './plan';
import type { ServiceCaller } from './ServiceCaller';

const MOST_IN_FLIGHT = 20;

/**
 * Sends a plan's requests at a fixed rate for a fixed time. A service that is slower than that is not pressed: beyond
 * twenty requests in flight it waits.
 *
 * @param options.rate - requests a second
 * @param options.attempts - what is tried; everything unless told
 * @param options.onOutcome - called as each request ends; all have when this function returns
 */
export async function runTraffic(options: {
  caller: ServiceCaller;
  rate: number;
  seconds: number;
  attempts?: readonly Attempt[];
  signal: AbortSignal;
  onOutcome: (outcome: Outcome) => void;
}): Promise<void> {
  const { caller, rate, seconds, signal, onOutcome } = options;
  const inFlight = new Set<Promise<void>>();
  const plan = planTraffic(await caller.callers(), options.attempts);
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
      inFlight.delete(sending);
      onOutcome(outcome);
    });
    inFlight.add(sending);
  }
  await Promise.all(inFlight);
}
