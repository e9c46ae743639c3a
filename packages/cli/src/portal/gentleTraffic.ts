import type { ServiceAddresses } from '../services/ReferenceService';
import { runTraffic } from '../traffic/runTraffic';
import { ServiceCaller } from '../traffic/ServiceCaller';

const DAY_SECONDS = 24 * 3600;

/**
 * One request a second to the reference service while the portal runs, for a day at most, so that its metrics and
 * decisions have something to show. It only reads: the database stays as it was seeded.
 */
export function sendGentleTraffic(
  addresses: ServiceAddresses,
  signal: AbortSignal,
): void {
  runTraffic({
    caller: new ServiceCaller(addresses),
    attempts: ['list', 'read', 'read', 'readOfOtherTenant', 'withoutToken'],
    rate: 1,
    seconds: DAY_SECONDS,
    signal,
    onOutcome: () => {},
  }).catch(() => {
    // The portal stops, or the service is gone, which its own log explains.
  });
}
