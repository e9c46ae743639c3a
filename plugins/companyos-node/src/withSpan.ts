import {
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
} from '@opentelemetry/api';

const tracer = trace.getTracer('companyos-portal');

/**
 * Runs a piece of work inside an OpenTelemetry span, which ends with the work and carries its failure.
 * Costs next to nothing where no SDK is installed.
 *
 * @param name - low in cardinality: the kind of work, never an entity's name
 * @throws whatever the work throws.
 * @public
 */
export async function withSpan<T>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, { attributes }, async span => {
    try {
      return await work(span);
    } catch (error) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
