const RFC_3339 =
  /^(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?([Zz]|[+-]\d\d:\d\d)$/;

/** A day in microseconds. */
export const DAY_MICROS = 86_400_000_000;

/**
 * A time as OPA writes it, up to nanoseconds and with an offset.
 *
 * @returns microseconds since 1970, or undefined when it is none.
 */
export function toMicros(text: string): number | undefined {
  const [, seconds, fraction = '', zone] = RFC_3339.exec(text) ?? [];
  const millis = Date.parse(`${seconds}${zone}`.toUpperCase());
  return Number.isNaN(millis)
    ? undefined
    : millis * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

/** ISO 8601 with microseconds. */
export function toIso(micros: number): string {
  const millis = Math.floor(micros / 1000);
  const rest = String(micros - millis * 1000).padStart(3, '0');
  return new Date(millis).toISOString().replace('Z', `${rest}Z`);
}

/** The start of the day (UTC), in microseconds since 1970. */
export function dayOf(micros: number): number {
  return Math.floor(micros / DAY_MICROS) * DAY_MICROS;
}

/** `2026-11-25` */
export function toDate(micros: number): string {
  return new Date(micros / 1000).toISOString().slice(0, 10);
}

/**
 * A time as OPA writes it, in nanoseconds since 1970.
 *
 * @returns undefined when it is none.
 * @public
 */
export function toNanos(text: string): bigint | undefined {
  const micros = toMicros(text);
  if (micros === undefined) return undefined;
  const [, , fraction = ''] = RFC_3339.exec(text)!;
  return BigInt(micros) * 1000n + BigInt(fraction.padEnd(9, '0').slice(6, 9));
}
