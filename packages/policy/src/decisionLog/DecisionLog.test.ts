import { gunzipSync } from 'node:zlib';
import { DecisionLog, type DecisionSink } from './DecisionLog';

const at = Date.parse('2026-11-25T10:00:00.123Z');
const decision = {
  path: 'portal/decision',
  input: { permission: { name: 'catalog.entity.read' } },
  result: { result: 'ALLOW' },
  evalNanos: 7000,
  at,
};

class MemorySink implements DecisionSink {
  readonly uploads: { decision_id: string }[][] = [];
  readonly reports: Record<string, unknown>[] = [];
  fails: 'no' | 'before' | 'after' = 'no';

  async upload(body: Buffer) {
    if (this.fails === 'before') throw new Error('no connection');
    this.uploads.push(JSON.parse(gunzipSync(body).toString()));
    if (this.fails === 'after') throw new Error('the answer was lost');
  }

  async report(status: Record<string, unknown>) {
    this.reports.push(status);
  }

  get ids() {
    return this.uploads.flat().map(event => event.decision_id);
  }
}

function newLog(limits: { capacity?: number; chunkSize?: number } = {}) {
  const sink = new MemorySink();
  const log = new DecisionLog({
    labels: { id: 'process-1', version: '0.1.0' },
    bundle: { name: 'portal', revision: 'abc' },
    sink,
    ...limits,
  });
  return { sink, log };
}

it('writes a decision as OPA writes its own', async () => {
  const { sink, log } = newLog();
  const id = log.record(decision);
  await log.flush();
  expect(sink.uploads).toEqual([
    [
      {
        decision_id: id,
        labels: { id: 'process-1', version: '0.1.0' },
        bundles: { portal: { revision: 'abc' } },
        path: 'portal/decision',
        input: decision.input,
        result: decision.result,
        timestamp: '2026-11-25T10:00:00.123Z',
        metrics: { timer_rego_query_eval_ns: 7000 },
      },
    ],
  ]);
});

it('writes why an evaluation failed, and no result', async () => {
  const { sink, log } = newLog();
  log.record({ ...decision, result: undefined, error: 'broken' });
  await log.flush();
  const [[event]] = sink.uploads;
  expect(event).toMatchObject({
    error: { code: 'internal_error', message: 'broken' },
  });
  expect(event).not.toHaveProperty('result');
});

it('sends in order, in uploads of a bounded size', async () => {
  const { sink, log } = newLog({ chunkSize: 2 });
  const ids = [1, 2, 3, 4, 5].map(() => log.record(decision));
  await log.flush();
  expect(sink.uploads.map(({ length }) => length)).toEqual([2, 2, 1]);
  expect(sink.ids).toEqual(ids);
  await log.flush();
  expect(sink.ids).toEqual(ids);
});

it.each(['before', 'after'] as const)(
  'holds on to what it cannot be sure of: failure %s it was stored',
  async fails => {
    const { sink, log } = newLog();
    sink.fails = fails;
    const first = log.record(decision);
    await expect(log.flush()).rejects.toThrow();
    const second = log.record(decision);
    sink.fails = 'no';
    await log.flush();
    expect(sink.uploads.at(-1)).toEqual([
      expect.objectContaining({ decision_id: first }),
      expect.objectContaining({ decision_id: second }),
    ]);
  },
);

it('keeps what is logged while it uploads for the next one', async () => {
  const { sink, log } = newLog({ chunkSize: 1 });
  const first = log.record(decision);
  const flushing = log.flush();
  const second = log.record(decision);
  await Promise.all([flushing, log.flush()]);
  expect(sink.ids).toEqual([first, second]);
});

it('drops what it cannot hold, and counts it by the name that OPA uses', async () => {
  const { sink, log } = newLog({ capacity: 2 });
  for (let n = 0; n < 5; n++) log.record(decision);
  await log.flush();
  expect(sink.ids).toHaveLength(2);
  expect(sink.reports).toEqual([
    {
      labels: { id: 'process-1', version: '0.1.0' },
      bundles: { portal: { name: 'portal', active_revision: 'abc' } },
      metrics: {
        prometheus: {
          counter_decisions: 5,
          counter_decision_logs_dropped_buffer_size_limit_exceeded: 3,
        },
      },
    },
  ]);
});

it('reports only what is new', async () => {
  const { sink, log } = newLog();
  await log.flush();
  await log.flush();
  expect(sink.reports).toHaveLength(1);
});
