import type { SignedEntity } from '@sigstore/verify';

/**
 * The times that an entity proves for its signature, once the library has verified it: those of timestamp authorities,
 * and those that a log has promised. A log's entry without a promise carries a time that nobody signed.
 */
export function provenTimes(entity: SignedEntity): Date[] {
  return entity.timestamps.flatMap(time => {
    if (time.$case === 'timestamp-authority')
      return [time.timestamp.signingTime];
    return time.tlogEntry.inclusionPromise
      ? [new Date(Number(time.tlogEntry.integratedTime) * 1000)]
      : [];
  });
}

/** The earliest of some times. */
export function earliest(times: Date[]): Date | undefined {
  return times.length > 0
    ? new Date(Math.min(...times.map(time => time.getTime())))
    : undefined;
}
