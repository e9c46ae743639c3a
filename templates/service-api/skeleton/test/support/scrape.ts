/** One metric as Prometheus sees it. */
export interface ScrapedMetric {
  type: string;
  /** Names of labels that occur on some series; `le` is left out. */
  labels: Set<string>;
  /** Bounds of a histogram, as they are written. */
  buckets: Set<string>;
  series: number;
}

const SERIES = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/;

/** Reads the text format of Prometheus. */
export function parseScrape(text: string): Map<string, ScrapedMetric> {
  const metrics = new Map<string, ScrapedMetric>();
  for (const line of text.split('\n').filter(Boolean)) {
    const [, name = '', type = ''] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name) {
      metrics.set(name, {
        type,
        labels: new Set(),
        buckets: new Set(),
        series: 0,
      });
    }
    if (line.startsWith('#')) {
      continue;
    }
    const [, sample = '', labels = ''] = SERIES.exec(line) ?? [];
    const family =
      metrics.get(sample) ??
      metrics.get(sample.replace(/_(bucket|sum|count)$/, ''));
    if (!family) {
      throw new Error(`A series without a type: ${line}`);
    }
    family.series += 1;
    for (const [, label = '', value = ''] of labels.matchAll(
      /(\w+)="((?:[^"\\]|\\.)*)"/g,
    )) {
      if (label === 'le') {
        family.buckets.add(value);
      } else {
        family.labels.add(label);
      }
    }
  }
  return metrics;
}
