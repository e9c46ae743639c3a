/** A rectangle of a bar, in the units of the drawing; y grows downwards. */
export type Segment = { series: number; y: number; height: number };

/** Thin amounts stay visible beside large ones. */
const MIN_HEIGHT = 2;

/**
 * Stacks amounts from the bottom up, on an axis that begins at zero.
 *
 * @param values - of each series
 * @param max - what the whole height stands for
 */
export function stack(
  values: number[],
  max: number,
  height: number,
): Segment[] {
  let y = height;
  const segments: Segment[] = [];
  values.forEach((value, series) => {
    if (value <= 0 || max <= 0) return;
    const wanted = Math.max(MIN_HEIGHT, (value / max) * height);
    // What is drawn larger than it is takes its room from what lies above.
    const drawn = Math.min(wanted, y);
    y -= drawn;
    segments.push({ series, y, height: drawn });
  });
  return segments;
}

/** The least of 1, 2 or 5 with zeros behind that is not below: a number that an axis can end at. */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(n => n * magnitude).find(n => n >= value)!;
}
