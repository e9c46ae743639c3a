import {
  PrometheusError,
  type EntityMirror,
  type PrometheusClient,
  type PrometheusSample,
  type Visibility,
} from '@companyos/plugin-companyos-node';
import {
  answered,
  type Counter,
  type Counters,
  type Counts,
} from '@companyos/plugin-decision-log-common';
import type { DecisionStore, EntityWindow } from '../store/DecisionStore';
import { counterQueries, type CounterMetric } from './counterQueries';
import { COUNTER_ANNOTATION, ServiceNames } from './ServiceNames';

const DAY_SECONDS = 86_400;

type Counted = Pick<Counter, 'counted' | 'failures'>;

type Options = {
  /** Absent when no Prometheus is configured. */
  prometheus?: PrometheusClient;
  metric: CounterMetric;
  /** How old what is compared has to be, so that OPAs have uploaded it. */
  delayMs: number;
  mirror: EntityMirror;
  decisions: DecisionStore;
};

/** What services count of their own decisions, beside what is in the log. */
export class ServiceCounters {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** The last day of one entity, or of all that have a counter and that the visibility shows. */
  async list(
    { entityRef }: { entityRef?: string },
    visibility: Visibility,
  ): Promise<Counters> {
    const { prometheus } = this.#options;
    if (!prometheus) {
      return {
        state: 'unknown',
        code: 'NOT_CONFIGURED',
        reason:
          'The portal knows no Prometheus to ask: decisionLog.prometheus.url is not set',
      };
    }
    try {
      return {
        state: 'known',
        items: await this.#compare(prometheus, visibility, entityRef),
      };
    } catch (error) {
      if (!(error instanceof PrometheusError)) throw error;
      return { state: 'unknown', code: 'UNAVAILABLE', reason: error.message };
    }
  }

  async #compare(
    prometheus: PrometheusClient,
    visibility: Visibility,
    entityRef: string | undefined,
  ): Promise<Counter[]> {
    const { metric, delayMs, decisions } = this.#options;
    const names = await this.#names(entityRef, visibility);
    const queries = counterQueries(
      metric,
      entityRef && (names.nameOf(entityRef) ?? ''),
      DAY_SECONDS,
    );
    const to = Date.now() - delayMs;
    const from = to - DAY_SECONDS * 1000;
    const [counted, seenFrom, seenTo] = await Promise.all([
      prometheus.query(queries.count, to),
      prometheus.query(queries.seenAt, from),
      prometheus.query(queries.seenAt, to),
    ]);
    const momentsOf = (samples: PrometheusSample[]) =>
      new Map(
        samples.map(({ labels, value }) => [labels[metric.label], value]),
      );
    const moments = { from: momentsOf(seenFrom), to: momentsOf(seenTo) };
    const micros = (seconds: number) => Math.round(seconds * 1_000_000);
    const byEntity = new Map<string, Counted>();
    const windows: EntityWindow[] = [];
    const byName = Map.groupBy(counted, ({ labels }) => labels[metric.label]);
    for (const [name, samples] of byName) {
      const ref = names.entityOf(name ?? '');
      if (!ref) continue;
      byEntity.set(ref, toCounted(samples));
      // The log is read between the moments at which Prometheus looked, so that both count the same decisions.
      windows.push({
        entityRef: ref,
        from: micros(moments.from.get(name) ?? from / 1000),
        to: micros(moments.to.get(name) ?? to / 1000),
      });
    }
    const logged = await decisions.countsWithin(windows, visibility);
    return windows
      .flatMap(window => {
        const counts = logged.get(window.entityRef);
        return counts
          ? [toCounter(window, byEntity.get(window.entityRef)!, counts)]
          : [];
      })
      .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
  }

  async #names(entityRef: string | undefined, visibility: Visibility) {
    const { mirror } = this.#options;
    if (entityRef === undefined) {
      return new ServiceNames(
        await mirror.list({
          kinds: ['component'],
          annotation: COUNTER_ANNOTATION,
        }),
      );
    }
    const entity = await mirror.find(entityRef, visibility);
    return new ServiceNames(entity ? [entity] : []);
  }
}

function toCounted(samples: PrometheusSample[]): Counted {
  const counted: Record<string, number> = {};
  const failures: Counted['failures'] = [];
  for (const { labels, value } of samples) {
    const { result = '', reason = '' } = labels;
    const count = Math.round(value);
    counted[result] = (counted[result] ?? 0) + count;
    if (result === 'error' && count > 0) failures.push({ reason, count });
  }
  return { counted, failures: failures.sort((a, b) => b.count - a.count) };
}

function toCounter(
  { entityRef, from, to }: EntityWindow,
  { counted, failures }: Counted,
  logged: Counts,
): Counter {
  return {
    entityRef,
    from: new Date(from / 1000).toISOString(),
    to: new Date(to / 1000).toISOString(),
    counted,
    failures,
    logged,
    difference: answered(counted) - answered(logged),
  };
}
