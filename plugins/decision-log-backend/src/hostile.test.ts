import { gzipSync } from 'node:zlib';
import { TestDatabases } from '@backstage/backend-test-utils';
import { eventOf } from './__testUtils__/events';
import { startPortal, type TestPortal } from './__testUtils__/startPortal';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

const gzip = (events: object[]) => gzipSync(JSON.stringify(events));

async function lives(portal: TestPortal) {
  const { body } = await portal.log([eventOf()]).expect(200);
  expect(body.stored).toBe(1);
}

describe('an upload', () => {
  it('that is cut off is refused with a reason, and nothing of it is stored', async () => {
    const portal = await startPortal({ databases });
    const whole = gzip(Array.from({ length: 200 }, () => eventOf()));
    for (const length of [1, 10, 200, whole.length - 1]) {
      const { status, body } = await portal.send(whole.subarray(0, length));
      expect([length, status]).toEqual([length, 400]);
      expect(body.error.message).toMatch(/Body is not whole gzip/);
    }
    const { body } = await portal.send(Buffer.from('no gzip')).expect(400);
    expect(body.error.message).toMatch(/Body is not whole gzip/);
    await expect(portal.knex('events').first()).resolves.toBeUndefined();
    await lives(portal);
  });

  it('of several gzip members is one', async () => {
    const portal = await startPortal({ databases });
    const text = JSON.stringify([eventOf(), eventOf()]);
    const members = [text.slice(0, 100), text.slice(100)].map(part =>
      gzipSync(part),
    );
    const { body } = await portal.send(Buffer.concat(members)).expect(200);
    expect(body.stored).toBe(2);
  });

  it('that is 1 GB of zeros, compressed, is refused with a reason', async () => {
    const portal = await startPortal({ databases });
    const member = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const bomb = Buffer.concat(Array.from({ length: 16 }, () => member));
    const before = process.memoryUsage().rss;
    const { body } = await portal.send(bomb).expect(413);
    expect(body.error.message).toMatch(/after decompression/);
    expect(process.memoryUsage().rss - before).toBeLessThan(600 * 1024 * 1024);
    await lives(portal);
  });

  it('that is larger than is taken is refused before it is read', async () => {
    const portal = await startPortal({
      databases,
      decisionLog: { limits: { bodySize: 2048 } },
    });
    const events = Array.from({ length: 100 }, () => eventOf());
    const { body } = await portal.send(gzip(events)).expect(413);
    expect(body.error.message).toMatch(/more than 2048 bytes/);
    await lives(portal);
  });
});

describe('an event', () => {
  it('that cannot be read is counted and keeps no other from being stored', async () => {
    const portal = await startPortal({ databases });
    const good = () => JSON.stringify(eventOf());
    const bytes = Buffer.concat([
      Buffer.from(`[${good()},{"decision_id":"x","bad":"`),
      Buffer.from([0xff, 0xfe, 0xc0]),
      Buffer.from(`"},${good()},{"decision_id":},42,null,${good()},`),
      Buffer.from(`{"decision_id":"late","timestamp":"1999-01-01T00:00:00Z"},`),
      Buffer.from(`${good()},{"decision_id":"cut`),
    ]);
    const { body } = await portal.send(gzipSync(bytes)).expect(200);
    expect(body).toEqual({
      stored: 4,
      duplicates: 0,
      quarantined: 6,
      dropped: 0,
    });
    const rows = await portal.knex('quarantine').orderBy('id').select();
    expect(rows.map(({ code }) => code)).toEqual([
      'NOT_UTF8',
      'JSON_INVALID',
      'EVENT_INVALID',
      'EVENT_INVALID',
      'TIME_OUT_OF_RANGE',
      'JSON_INVALID',
    ]);
    expect(rows[1].bytes.toString()).toBe('{"decision_id":}');
    const { body: instances } = await portal.get('/v1/instances');
    // One that names no OPA is of the one in whose upload it came, one that names another is not.
    expect(
      instances.items.map((i: { opaId: string; quarantined: number }) => [
        i.opaId,
        i.quarantined,
      ]),
    ).toEqual(expect.arrayContaining([['opa-1', 5]]));
  });

  it('without labels, with a clock a day off, or with text that no database takes is stored', async () => {
    const portal = await startPortal({ databases });
    const day = 86_400_000;
    const at = (offset: number) => new Date(Date.now() + offset).toISOString();
    const events = [
      eventOf({ labels: undefined, decision_id: 'no-labels' }),
      eventOf({ labels: null }),
      eventOf({ timestamp: at(day) }),
      eventOf({ timestamp: at(-day) }),
      eventOf({
        decision_id: 'odd \u0000 \ud800 id\t\\N\n',
        path: 'p\u0000\t\\',
        input: { subject: { id: 'a\u0000\\b\tc\nd' } },
        result: { allow: false, reason: '\ud800\\.' },
        labels: { id: '\u0000', 'a\u0000': '\udfff' },
      }),
      eventOf({ path: '', decision_id: 'empty-path' }),
      eventOf({ path: 'x'.repeat(5000), result: { reason: 'y'.repeat(5000) } }),
      eventOf({ decision_id: '3F2504E0-4F89-11D3-9A0C-0305E82C3301' }),
    ];
    const { body } = await portal.log(events).expect(200);
    expect(body).toMatchObject({ stored: events.length, quarantined: 0 });
    const again = await portal.log(events).expect(200);
    expect(again.body).toMatchObject({ stored: 0, duplicates: events.length });
    const upper = '3F2504E0-4F89-11D3-9A0C-0305E82C3301';
    const { body: found } = await portal.get(`/v1/decisions/${upper}`);
    expect(found.id).toBe(upper);
    await portal.get('/v1/decisions/no-labels').expect(200);
  });
});

it('what is masked is nowhere in the database', async () => {
  const portal = await startPortal({
    databases,
    decisionLog: {
      mask: [{ remove: ['/input/subject'], replace: ['/input/card'] }],
    },
  });
  const secret = 'top-secret-4711';
  const input = { subject: { id: secret }, card: secret, other: 'kept' };
  await portal
    .log(
      `[${JSON.stringify(eventOf({ decision_id: 'm', input }))},
        {"decision_id":"broken","input":{"card":"${secret}"}, },
        {"decision_id":5,"input":{"card":"${secret}"}}]`,
    )
    .expect(200);
  const { body } = await portal.get('/v1/decisions/m').expect(200);
  expect(body.event).toMatchObject({
    input: { card: '**MASKED**', other: 'kept' },
    erased: ['/input/subject'],
    masked: ['/input/card'],
  });
  const { body: list } = await portal.get(
    '/v1/entities/component/default/pay/decisions',
  );
  expect(list.items[0].masked).toBe(true);

  // Blocks are compressed: each is unpacked. Of all else the text of every row is looked at.
  const { rows: tables } = await portal.knex.raw(
    `select tablename from pg_tables where schemaname = current_schema() and tablename !~ '^knex|^blocks'`,
  );
  for (const { tablename } of tables) {
    const { rows } = await portal.knex.raw(
      `select t::text as row from ${tablename} t`,
    );
    expect(rows.map(({ row }: { row: string }) => row).join()).not.toContain(
      secret,
    );
    expect(rows.map(({ row }: { row: string }) => row).join()).not.toContain(
      Buffer.from(secret).toString('hex'),
    );
  }
  expect(JSON.stringify(body)).not.toContain(secret);
});

it('days that are over go with all that was in them', async () => {
  const knex = await databases.init('POSTGRES_18');
  const before = await startPortal({
    databases,
    knex,
    decisionLog: {
      retention: {
        days: 5,
        classes: [{ name: 'audit', days: 400, paths: ['audit'] }],
      },
    },
  });
  const timestamp = new Date(Date.now() - 3 * 86_400_000).toISOString();
  await before
    .log([
      eventOf({ decision_id: 'old', timestamp }),
      eventOf({ decision_id: 'audited', path: 'audit/x', timestamp }),
      eventOf({ decision_id: 'new' }),
    ])
    .expect(200);
  await before.keepDays();
  await before.get('/v1/decisions/old').expect(200);

  // A class that is not configured any more keeps what it has.
  const after = await startPortal({
    databases,
    knex,
    decisionLog: { retention: { days: 1 } },
  });
  await after.get('/v1/decisions/old').expect(404);
  await after.get('/v1/decisions/audited').expect(200);
  await after.get('/v1/decisions/new').expect(200);
  await expect(knex('blocks').count()).resolves.toEqual([{ count: '2' }]);
});
