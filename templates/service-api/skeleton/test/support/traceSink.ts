import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface SinkSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status: { code?: number };
  attributes: Record<string, unknown>;
}

export interface TraceSink extends AsyncDisposable {
  url: string;
  spans: SinkSpan[];
  resources: Record<string, unknown>[];
  batches: number[];
}

interface Attribute {
  key: string;
  value: Record<string, unknown>;
}
interface Export {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: {
      spans: (Omit<SinkSpan, 'attributes'> & { attributes: Attribute[] })[];
    }[];
  }[];
}

const valuesOf = (attributes: Attribute[]) =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, Object.values(value)[0]]),
  );

/** An OTLP/HTTP receiver that keeps what it gets. */
export async function startTraceSink(): Promise<TraceSink> {
  const server = createServer((req, res) => {
    void json(req).then(body => {
      let count = 0;
      for (const { resource, scopeSpans } of (body as Export).resourceSpans) {
        sink.resources.push(valuesOf(resource.attributes));
        for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
          sink.spans.push({ ...span, attributes: valuesOf(span.attributes) });
          count += 1;
        }
      }
      sink.batches.push(count);
      res
        .writeHead(req.url === '/v1/traces' ? 200 : 404, {
          'Content-Type': 'application/json',
        })
        .end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sink: TraceSink = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: [],
    resources: [],
    batches: [],
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return sink;
}
