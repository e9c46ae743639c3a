import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import process from 'node:process';
import {
  context,
  diag,
  DiagLogLevel,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Counter,
  type Histogram,
  type Meter,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationType,
  MeterProvider,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import {
  ATTRIBUTES,
  DURATION_BUCKETS,
  METRICS,
  spanName,
  type Metric,
  type SamplerName,
} from './names.ts';

// The service's telemetry, after the platform's observability baseline (ADR-012): metrics for Prometheus, spans by OTLP.
// It patches no library; what is to be seen is said here by hand, which is most of why it is cheap. It knows neither
// Express nor this service, so that another service can take it as it is: see docs/telemetry.md.

export interface TelemetryOptions {
  service: { name: string; version: string };
  /** Name of the environment, for `deployment.environment.name`. */
  environment: string;
  /** An OTLP/HTTP receiver, such as `http://127.0.0.1:4318`. Without one no span is recorded. */
  otlpEndpoint?: string | undefined;
  sampler: { name: SamplerName; ratio: number };
  /** Paths that are not measured: probes would dilute the error ratio. */
  unmeasured: readonly string[];
  /** Told when telemetry itself fails; requests never do because of it. */
  onProblem: (detail: string) => void;
}

/** What is known of a request by the time that it ends. */
export interface RequestFacts {
  /** The pattern that matched, such as `/v1/notes/{id}`; empty when none did. */
  route: string;
  /** The problem code of the answer, if it is a problem. */
  code?: string;
}

export interface Decision {
  path: string;
  result: string;
  reason: string;
  seconds: number;
}

/** A connection pool as it is now. */
export interface PoolState {
  idle: number;
  used: number;
  waiting: number;
}

const METHODS = new Set(
  'CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT TRACE'.split(' '),
);
const facts = new WeakMap<ServerResponse, RequestFacts>();

/** Facts about the request of this response: read them, or add to them. */
export function requestFacts(res: ServerResponse): RequestFacts {
  let found = facts.get(res);
  if (!found) {
    found = { route: '' };
    facts.set(res, found);
  }
  return found;
}

/** The trace of the running request, for its log lines; empty outside of one. */
export function traceFields(): Record<string, string> {
  const span = trace.getActiveSpan()?.spanContext();
  return span
    ? {
        trace_id: span.traceId,
        span_id: span.spanId,
        trace_flags: span.traceFlags.toString(16).padStart(2, '0'),
      }
    : {};
}

/** Adds `traceparent` to the headers of a call, so that its receiver joins the trace. */
export function withTraceparent(
  headers: Record<string, string>,
): Record<string, string> {
  propagation.inject(context.active(), headers);
  return headers;
}

/** Everything that one process tells about itself. Make one, before anything else starts. */
export class Telemetry {
  readonly #options: TelemetryOptions;
  readonly #tracerProvider: TracerProvider;
  readonly #meterProvider: MeterProvider;
  readonly #exporter: PrometheusExporter;
  readonly #tracer: Tracer;
  readonly #meter: Meter;
  readonly #requestDuration: Histogram;
  readonly #decisions: Counter;
  readonly #decisionDuration: Histogram;
  #server: ReturnType<typeof createServer> | undefined;

  constructor(options: TelemetryOptions) {
    this.#options = options;
    const say = (message: string) => {
      options.onProblem(message);
    };
    const quiet = () => undefined;
    diag.setLogger(
      { error: say, warn: say, info: quiet, debug: quiet, verbose: quiet },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    // Trace context only: a caller's baggage is dropped here.
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());

    const resource = resourceFromAttributes({
      'service.name': options.service.name,
      'service.version': options.service.version,
      'service.instance.id': `${hostname()}-${process.pid}`,
      'deployment.environment.name': options.environment,
    });
    this.#tracerProvider = new TracerProvider({
      resource,
      ...tracing(options),
    });
    trace.setGlobalTracerProvider(this.#tracerProvider);
    this.#exporter = new PrometheusExporter({
      preventServerStart: true,
      withoutScopeInfo: true,
    });
    this.#meterProvider = new MeterProvider({
      resource,
      readers: [this.#exporter],
      views: views(),
    });
    const { name, version } = options.service;
    this.#tracer = this.#tracerProvider.getTracer(name, version);
    this.#meter = this.#meterProvider.getMeter(name, version);
    const { requestDuration, decisions, decisionDuration } = METRICS;
    this.#requestDuration = this.#meter.createHistogram(
      requestDuration.name,
      requestDuration,
    );
    this.#decisions = this.#meter.createCounter(decisions.name, decisions);
    this.#decisionDuration = this.#meter.createHistogram(
      decisionDuration.name,
      decisionDuration,
    );
    this.#watchProcess();
  }

  /**
   * Serves `/metrics` on a port of its own.
   *
   * @returns the port
   */
  async serveMetrics(host: string, port: number): Promise<number> {
    const server = createServer((req, res) => {
      if (req.method === 'GET' && req.url === '/metrics') {
        this.#exporter.getMetricsRequestHandler(req, res);
      } else {
        res.writeHead(404).end();
      }
    });
    server.listen(port, host);
    await once(server, 'listening');
    this.#server = server;
    return (server.address() as AddressInfo).port;
  }

  /** Puts a span and a measurement around each request of a listener. */
  instrument(listener: RequestListener): RequestListener {
    const unmeasured = new Set(this.#options.unmeasured);
    return (req, res) => {
      const path = req.url?.split('?', 1)[0] ?? '';
      if (unmeasured.has(path)) {
        listener(req, res);
      } else {
        this.#measure(req, res, listener);
      }
    };
  }

  #measure(
    req: IncomingMessage,
    res: ServerResponse,
    listener: RequestListener,
  ): void {
    const started = performance.now();
    const method = METHODS.has(req.method ?? '')
      ? String(req.method)
      : '_OTHER';
    const attributes: Attributes = {
      [ATTRIBUTES.method]: method,
      [ATTRIBUTES.scheme]: 'encrypted' in req.socket ? 'https' : 'http',
    };
    const parent = propagation.extract(ROOT_CONTEXT, req.headers);
    const span = this.#tracer.startSpan(
      method,
      { kind: SpanKind.SERVER, attributes },
      parent,
    );
    res.once('close', () => {
      const { route, code } = requestFacts(res);
      attributes[ATTRIBUTES.route] = route;
      // The caller may have left before there was an answer; then there is no status.
      if (res.headersSent) {
        attributes[ATTRIBUTES.status] = res.statusCode;
        if (res.statusCode >= 500) {
          attributes[ATTRIBUTES.errorType] = code ?? String(res.statusCode);
          span.setStatus({ code: SpanStatusCode.ERROR });
        }
      }
      if (span.isRecording()) {
        span.updateName(spanName.request(method, route));
        span.setAttributes(attributes);
      }
      span.end();
      this.#requestDuration.record(
        (performance.now() - started) / 1000,
        attributes,
      );
    });
    context.with(trace.setSpan(parent, span), listener, undefined, req, res);
  }

  /** Does some work within a span of its own. What it throws marks the span by its type alone. */
  async span<T>(
    name: string,
    options: { kind: SpanKind; attributes: Attributes },
    work: (span: Span) => Promise<T>,
  ): Promise<T> {
    const span = this.#tracer.startSpan(name, options);
    try {
      const within = trace.setSpan(context.active(), span);
      return await context.with(within, work, undefined, span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute(ATTRIBUTES.errorType, typeOf(error));
      throw error;
    } finally {
      span.end();
    }
  }

  /** Does a piece of background work within a span. */
  job<T>(name: string, work: () => Promise<T>): Promise<T> {
    const attributes = { [ATTRIBUTES.jobName]: name };
    const kind = SpanKind.INTERNAL;
    return this.span(spanName.job(name), { kind, attributes }, work);
  }

  /** Counts a policy decision. */
  recordDecision({ path, result, reason, seconds }: Decision): void {
    const { policyPath, result: resultLabel, reason: reasonLabel } = ATTRIBUTES;
    const labels = { [policyPath]: path, [resultLabel]: result };
    this.#decisionDuration.record(seconds, labels);
    this.#decisions.add(1, { ...labels, [reasonLabel]: reason });
  }

  /** Shows how much of a connection pool is in use. */
  watchPool(name: string, limit: number, state: () => PoolState): void {
    const pool = { [ATTRIBUTES.poolName]: name };
    const { connections, connectionLimit, connectionWaiting } = METRICS;
    this.#gauge(connections, result => {
      const { idle, used } = state();
      const label = ATTRIBUTES.connectionState;
      result(idle, { ...pool, [label]: 'idle' });
      result(used, { ...pool, [label]: 'used' });
    });
    this.#gauge(connectionLimit, result => {
      result(limit, pool);
    });
    this.#gauge(connectionWaiting, result => {
      result(state().waiting, pool);
    });
  }

  #watchProcess(): void {
    const delay = monitorEventLoopDelay({ resolution: 20 });
    delay.enable();
    this.#gauge(METRICS.eventLoopDelay, result => {
      result(delay.count > 0 ? delay.percentile(99) / 1e9 : 0);
      delay.reset();
    });
    let before = performance.eventLoopUtilization();
    this.#gauge(METRICS.eventLoopUtilization, result => {
      const now = performance.eventLoopUtilization();
      result(performance.eventLoopUtilization(now, before).utilization);
      before = now;
    });
    this.#gauge(METRICS.memory, result => {
      result(process.memoryUsage.rss());
    });
  }

  #gauge(
    metric: Metric,
    observe: (result: (value: number, labels?: Attributes) => void) => void,
  ): void {
    this.#meter
      .createObservableGauge(metric.name, metric)
      .addCallback(result => {
        observe((value, labels) => {
          result.observe(value, labels);
        });
      });
  }

  /** Sends what has not been sent, and ends. Call it last. */
  async shutdown(): Promise<void> {
    this.#server?.close();
    this.#server?.closeAllConnections();
    await this.#tracerProvider.shutdown().catch((error: unknown) => {
      this.#options.onProblem(String(error));
    });
    await this.#meterProvider.shutdown();
  }
}

function tracing({ otlpEndpoint, sampler }: TelemetryOptions) {
  if (!otlpEndpoint) {
    return { sampler: new AlwaysOffSampler() }; // there are ids for the log all the same
  }
  const url = `${otlpEndpoint.replace(/\/+$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url });
  return {
    sampler: samplerOf(sampler),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  };
}

function samplerOf({ name, ratio }: TelemetryOptions['sampler']): Sampler {
  if (name.startsWith('parentbased_')) {
    const rest = name.slice('parentbased_'.length) as SamplerName;
    return new ParentBasedSampler({ root: samplerOf({ name: rest, ratio }) });
  }
  switch (name) {
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio);
    default:
      return new AlwaysOnSampler();
  }
}

/** Names with their units, and the buckets. */
function views(): ViewOptions[] {
  return Object.values<Metric>(METRICS).map(({ name, unit }) => ({
    instrumentName: name,
    name: unit ? `${name}_${unit}` : name,
    ...(unit === 'seconds' &&
      name.endsWith('.duration') && {
        aggregation: {
          type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
          options: { boundaries: DURATION_BUCKETS, recordMinMax: false },
        },
      }),
  }));
}

function typeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') {
    return code;
  }
  return error instanceof Error ? error.name : typeof error;
}
