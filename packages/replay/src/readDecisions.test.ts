import { gzipSync } from 'node:zlib';
import {
  EXPORT_FORMAT,
  USUAL_RULES,
} from '@companyos/plugin-decision-log-common';
import { readDecisions } from './readDecisions';

async function read(bytes: Buffer, chunk = bytes.length || 1) {
  async function* chunks() {
    for (let i = 0; i < bytes.length; i += chunk)
      yield bytes.subarray(i, i + chunk);
  }
  const { rules, events } = await readDecisions(chunks());
  const all = [];
  for await (const event of events) all.push(event);
  return { rules, all };
}

const events = ['{"decision_id":"a","x":"ü"}', '{"decision_id":"b"}'];

it.each<[string, string]>([
  ['lines', `${events.join('\n')}\n`],
  ['lines of another system', `${events.join('\r\n')}\r\n\r\n`],
  ['an array', `[${events.join(',')}]`],
  ['an array with white space', ` \n[ ${events.join(',')} ]`],
  [
    'OPA’s console log',
    `{"level":"info","msg":"Initializing server."}\n${events.join('\n')}`,
  ],
])('reads %s, plain and gzip, in pieces of any size', async (_, text) => {
  for (const bytes of [Buffer.from(text), gzipSync(text)]) {
    for (const chunk of [1, 7, bytes.length]) {
      const { all, rules } = await read(bytes, chunk);
      expect(all.map(event => event.trim())).toEqual(events);
      expect(rules).toBe(USUAL_RULES);
    }
  }
});

it('reads several gzip members in a row as one', async () => {
  const bytes = Buffer.concat(events.map(event => gzipSync(`${event}\n`)));
  expect((await read(bytes)).all).toEqual(events);
});

it('takes the rules that an export begins with', async () => {
  const rules = {
    results: [{ path: 'a', pointer: ['x'], allow: [1], deny: [0] }],
    fields: { role: [], tenant: [], reason: [['result', 'why']] },
  };
  const header = JSON.stringify({
    format: EXPORT_FORMAT,
    entityRef: 'component:default/pay',
    from: '2026-11-25T00:00:00Z',
    to: '2026-11-26T00:00:00Z',
    rules,
  });
  const found = await read(Buffer.from([header, ...events].join('\n')));
  expect(found).toEqual({ rules, all: events });
});

it('may be empty', async () => {
  expect((await read(Buffer.alloc(0))).all).toEqual([]);
  expect((await read(Buffer.from('[]'))).all).toEqual([]);
});

it('fails on gzip that is cut off', async () => {
  const bytes = gzipSync(events.join('\n'));
  await expect(read(bytes.subarray(0, -9))).rejects.toThrow(
    'unexpected end of file',
  );
});
