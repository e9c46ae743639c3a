import { SpanStatusCode } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { trace } from '@opentelemetry/api';
import { withSpan } from './withSpan';

const exporter = new InMemorySpanExporter();

beforeAll(() => {
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    }),
  );
});
beforeEach(() => exporter.reset());
afterAll(() => trace.disable());

it('returns what the work returns and ends the span', async () => {
  await expect(withSpan('work', { size: 1 }, async () => 42)).resolves.toBe(42);
  const [span] = exporter.getFinishedSpans();
  expect(span.name).toBe('work');
  expect(span.attributes).toEqual({ size: 1 });
  expect(span.status.code).toBe(SpanStatusCode.UNSET);
});

it('marks the span and passes the failure on', async () => {
  const failure = new Error('gone');
  await expect(
    withSpan('work', {}, async () => {
      throw failure;
    }),
  ).rejects.toBe(failure);
  const [span] = exporter.getFinishedSpans();
  expect(span.status.code).toBe(SpanStatusCode.ERROR);
  expect(span.events[0].attributes?.['exception.message']).toBe('gone');
});
