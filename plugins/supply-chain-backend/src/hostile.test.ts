import { TestDatabases } from '@backstage/backend-test-utils';
import { digestOf } from '@companyos/evidence';
import { DatabaseCable } from './__testUtils__/DatabaseCable';
import { bom, npm, passed, pay, sign } from './__testUtils__/evidence';
import { startPortal, type TestPortal } from './__testUtils__/startPortal';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(120_000);

async function start(supplyChain = {}) {
  const portal = await startPortal({ databases, supplyChain });
  await portal.round();
  return portal;
}

async function rows(portal: TestPortal) {
  const counts: Record<string, number> = {};
  for (const table of ['releases', 'attestations']) {
    const [{ count }] = await portal.knex(table).count();
    counts[table] = Number(count);
  }
  const listed: number[][] = await portal.knex('boms').pluck('components');
  return { ...counts, components: listed.flat().length };
}

const nothing = { releases: 0, attestations: 0, components: 0 };

/** An envelope that nobody signed, around a payload. */
function envelope(payload: string, rest = {}) {
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: '' }, tlogEntries: [] },
    dsseEnvelope: {
      payload: Buffer.from(payload).toString('base64'),
      payloadType: 'application/vnd.in-toto+json',
      signatures: [{ sig: 'AAAA', keyid: '' }],
    },
    ...rest,
  });
}

const statement = (subject: object, predicateType = 'x') =>
  JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [subject],
    predicateType,
    predicate: {},
  });

it('refuses what is no bundle, says why, and keeps nothing', async () => {
  const portal = await start();
  const bundle = (await sign('testResult', passed)).toString();
  const requests: [string, RegExp][] = [
    ['', /Body is empty/],
    ['  \n', /Body is empty/],
    ['[]', /empty place in its array/],
    [`[${bundle},]`, /empty place in its array/],
    [`[${bundle}] ${bundle}`, /goes on after the end/],
    [`[${Array(101).fill('{}').join()}]`, /more than 100 bundles/],
    ['nonsense', /it is not JSON in UTF-8/],
    [bundle.slice(0, -20), /it is not JSON in UTF-8/],
    ['{}', /neither an envelope nor a signature/],
    ['7', /another shape/],
    ['[1]', /another shape/],
    ['{"dsseEnvelope":{"payload":7}}', /another shape/],
    [envelope('no JSON'), /The statement is not JSON/],
    [envelope('{}'), /not an in-toto statement/],
    [envelope(statement({ name: 'pay' })), /it names no artifact/],
    [
      envelope(statement({ digest: { sha256: 'A'.repeat(64) } })),
      /it names no artifact/,
    ],
    [
      envelope(statement({ digest: { md5: 'a'.repeat(32) } })),
      /it names no artifact/,
    ],
    [
      envelope(statement({ digest: { sha256: 'a'.repeat(64) } }), {
        verificationMaterial: 7,
      }),
      /\(EVIDENCE_MALFORMED\)/,
    ],
    ['['.repeat(100_000), /nested more than 32 levels/],
    [`{"a":${'{"a":'.repeat(100_000)}`, /nested more than 32 levels/],
  ];
  for (const [body, message] of requests) {
    const answer = await portal.upload(body);
    expect([body.slice(0, 60), answer.status]).toEqual([
      body.slice(0, 60),
      400,
    ]);
    expect(answer.body.error.message).toMatch(message);
  }
  const second = await portal.upload(`[${bundle},{}]`).expect(400);
  expect(second.body.error.message).toMatch(/^Bundle 2: /);
  await expect(rows(portal)).resolves.toEqual(nothing);
});

it('keeps what it cannot understand as unproven, also with bytes that no database takes', async () => {
  const portal = await start();
  const about = { name: 'a\0b', digest: { sha256: 'a'.repeat(64) } };
  const { body } = await portal
    .upload(envelope(statement(about, 'urn:\0\uD800')))
    .expect(201);
  expect(body.items[0]).toMatchObject({
    kind: 'unknown',
    predicateType: 'urn:\uFFFD\uFFFD',
    outcome: 'failed',
  });
  const two = envelope(statement(about), {
    dsseEnvelope: {
      payload: Buffer.from(statement(about)).toString('base64'),
      payloadType: 'application/vnd.in-toto+json',
      signatures: [{ sig: 'AAAA' }, { sig: 'BBBB' }],
    },
  });
  expect((await portal.upload(two)).body.items[0].code).toBe(
    'EVIDENCE_SIGNATURE_COUNT',
  );
});

it('takes of 200 MB of JSON no more than the largest bundle has, with and without a length', async () => {
  const portal = await start();
  const tooLarge = Buffer.alloc(17 * 1024 * 1024, ' ');
  const { body } = await portal.upload(tooLarge).expect(413);
  expect(body.error.message).toMatch(/^Body has more than 16777216 bytes/);

  // 200 MB that nobody announced.
  const { port } = portal.server.address() as { port: number };
  let sent = 0;
  const stream = new ReadableStream({
    pull(controller) {
      sent += 1;
      if (sent > 200) controller.close();
      else controller.enqueue(Buffer.alloc(1024 * 1024, '['));
    },
  });
  const answer = await fetch(
    `http://localhost:${port}/api/supply-chain/v1/attestations?entityRef=component:default/pay`,
    {
      method: 'POST',
      body: stream,
      headers: { Authorization: portal.serviceAuthorization },
      // Node's fetch asks for it, and its types do not know it.
      ...{ duplex: 'half' },
    },
  ).then(
    ({ status }) => status,
    () => 'cut off',
  );
  expect(['cut off', 413]).toContain(answer);
  expect(sent).toBeLessThan(100);
  await expect(rows(portal)).resolves.toEqual(nothing);
});

function nestedBy(levels: number) {
  let nested = { ...npm('innermost', '1.0.0'), type: 'library' };
  for (let depth = 0; depth < levels; depth++)
    nested = {
      type: 'library',
      name: `level-${depth}`,
      components: [nested],
    } as unknown as typeof nested;
  return nested;
}

it('refuses deep nesting in a bill of materials, and answers on', async () => {
  const portal = await start();
  const bundle = await sign('cyclonedx', bom([nestedBy(2000)]));
  const { body } = await portal.upload(bundle).expect(400);
  expect(body.error.message).toMatch(/nested more than 64 levels deep/);
  await expect(rows(portal)).resolves.toEqual(nothing);
});

it('keeps deep nesting in a statement that nobody reads, byte for byte', async () => {
  const portal = await start();
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const payload = statement({ digest: { sha256: 'a'.repeat(64) } }).replace(
    '"predicate":{}',
    `"predicate":${deep}`,
  );
  const bundle = envelope(payload);
  const { body } = await portal.upload(bundle).expect(201);
  expect(body.items[0]).toMatchObject({ kind: 'unknown', outcome: 'failed' });
  const kept = await portal
    .get(`/v1/attestations/${body.items[0].id}`)
    .expect(200);
  expect(kept.text).toBe(bundle);
});

it('takes a cycle in the dependency graph, doubles, and purls that are not', async () => {
  const portal = await start();
  const nested = nestedBy(20);
  const components = [
    npm('a', '1.0.0'),
    { ...npm('a', '1.0.0'), 'bom-ref': 'again' },
    { name: 'no-purl', purl: 'left-pad', version: '1' },
    { name: 'half-purl', purl: 'pkg:npm', version: '1' },
    { name: 'bad-escape', purl: 'pkg:npm/%ff%@1' },
    { name: 'long', purl: `pkg:npm/${'x'.repeat(5000)}@1.0.0` },
    { name: `zero\0${'y'.repeat(5000)}`, version: '9'.repeat(1000) },
    nested,
  ];
  const bundle = await sign(
    'cyclonedx',
    bom(components, [
      ['root', 'a@1.0.0'],
      ['a@1.0.0', 'b'],
      ['b', 'root'],
      ['b', 'b'],
      ['nobody', 'a@1.0.0'],
    ]),
  );
  const { body } = await portal.upload(bundle).expect(201);
  expect(body.items[0]).toMatchObject({ outcome: 'verified' });
  const release = await portal.get(`/v1/releases/${pay.digest}`).expect(200);
  expect(release.body.sbom.facts).toMatchObject({
    components: 27,
    withoutPurl: 25,
    depth: 1,
  });
  const found = await portal.get(
    `/v1/releases/${pay.digest}/components?query=innermost`,
  );
  expect(found.body.items).toMatchObject([{ purl: 'pkg:npm/innermost' }]);
});

it('refuses a million components: by their bytes, and where those are few enough, by their number', async () => {
  const portal = await start();
  const components = (count: number) => bom(Array(count).fill({ name: 'a' }));
  const payload = JSON.stringify(components(1_000_000));
  const million = await portal.upload(envelope(payload)).expect(413);
  expect(million.body.error.message).toMatch(/split an SBOM of that size/);

  const many = await sign('cyclonedx', components(380_000));
  expect(many.length).toBeLessThan(16 * 1024 * 1024);
  const { body } = await portal.upload(many).expect(400);
  expect(body.error.message).toMatch(/more than 50000 components/);
  await expect(rows(portal)).resolves.toEqual(nothing);
  await portal.upload(await sign('testResult', passed)).expect(201);
});

it('refuses more components than the limit, and keeps nothing of them', async () => {
  const portal = await start({ limits: { components: 1000 } });
  const many = Array.from({ length: 1001 }, (_, i) => npm(`p${i}`, '1.0.0'));
  const answer = await portal
    .upload(await sign('cyclonedx', bom(many)))
    .expect(400);
  expect(answer.body.error.message).toMatch(/more than 1000 components/);
  await expect(rows(portal)).resolves.toEqual(nothing);
  await portal.upload(await sign('cyclonedx', bom(many.slice(1)))).expect(201);
});

it('refuses more bundles than a release may have', async () => {
  const portal = await start({ limits: { bundles: 2 } });
  const bundles = await Promise.all(
    [1, 2, 3].map(() => sign('testResult', passed)),
  );
  await portal.upload(bundles[0]).expect(201);
  await portal.upload(bundles[1]).expect(201);
  const { body } = await portal.upload(bundles[2]).expect(409);
  expect(body.error.message).toMatch(/has 2 bundles/);
  await portal.upload(bundles[1]).expect(200);
});

it('takes different bills of materials at once that share their components', async () => {
  const portal = await start();
  const names = Array.from({ length: 300 }, (_, i) => `shared-${i}`);
  const bundles = await Promise.all(
    Array.from({ length: 12 }, (_, index) => {
      const components = names.map(name => npm(name, `1.${index % 3}.0`));
      if (index % 2 === 1) components.reverse();
      return sign('cyclonedx', bom(components), {
        digest: digestOf(Buffer.from(String(index))),
      });
    }),
  );
  const answers = await Promise.all(bundles.map(one => portal.upload(one)));
  expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(201));
  await expect(rows(portal)).resolves.toEqual({
    releases: 12,
    attestations: 12,
    components: 3600,
  });
  await expect(
    portal.knex('component_versions').count(),
  ).resolves.toMatchObject([{ count: '900' }]);
});

describe('when the database goes away in the middle', () => {
  type Ending = (portal: TestPortal, cable: DatabaseCable) => unknown;
  const waitingPid = (portal: TestPortal): Promise<number | undefined> =>
    portal
      .knex('pg_stat_activity')
      .whereRaw("datname = current_database() and wait_event_type = 'Lock'")
      .pluck('pid')
      .then(([pid]) => pid);

  const endings: [string, Ending][] = [
    [
      'by a restart',
      async portal =>
        portal.knex.raw('select pg_terminate_backend(?)', [
          (await waitingPid(portal)) ?? 0,
        ]),
    ],
    ['by a broken network', (_portal, cable) => cable.cut()],
  ];

  it.each(endings)(
    '%s, nothing is kept by halves, and the same is taken again',
    async (_name, end) => {
      const direct = await databases.init('POSTGRES_18');
      const cable = await DatabaseCable.lay(direct);
      const portal = await startPortal({ databases, knex: cable.knex });
      await portal.round();
      const many = Array.from({ length: 500 }, (_, i) => npm(`p${i}`, '1.0.0'));
      const bundle = await sign('cyclonedx', bom(many));
      const kept = await sign('testResult', passed);
      await portal.upload(kept).expect(201);
      const before = await rows(portal);

      // Holds the upload up in its last statement.
      const lock = await direct.transaction();
      await lock.raw('lock table boms in exclusive mode');
      const upload = portal.upload(bundle).then(answer => answer);
      while ((await waitingPid(portal)) === undefined);
      await end(portal, cable);
      const answer = await upload;
      await lock.rollback();
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBe('5');
      expect(answer.body.error.message).toMatch(/send it again/);

      // A connection that broke while nobody used it is found out by whoever does.
      const again = await portal.upload(bundle);
      if (again.status === 503) await portal.upload(bundle).expect(201);
      await expect(rows({ ...portal, knex: direct })).resolves.toEqual({
        releases: 1,
        attestations: 2,
        components: 500,
      });
      expect(before).toEqual({ ...nothing, releases: 1, attestations: 1 });
      await portal.upload(kept).expect(200);
      await cable.remove();
    },
  );
});
