import { TestDatabases } from '@backstage/backend-test-utils';
import {
  affectedPageSchema,
  changesSchema,
  findingPageSchema,
} from '@companyos/plugin-supply-chain-common';
import {
  artifactOf,
  bom,
  npm,
  otherKey,
  pay,
  scan,
  sign,
} from './__testUtils__/evidence';
import { startPortal } from './__testUtils__/startPortal';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

const RELEASE = `/v1/releases/${pay.digest}`;
const old = artifactOf('pay 0.9.0');

async function start() {
  const portal = await startPortal({ databases });
  await portal.round();
  return portal;
}

const found = [
  { id: 'GHSA-low', score: '3.1', purl: 'pkg:npm/a@1.0.0' },
  { id: 'GHSA-worst', score: '9.8', purl: 'pkg:npm/b@2.0.0', fixed: ['2.0.1'] },
  { id: 'GHSA-unknown' },
];

describe('findings of a release', () => {
  it('are listed by severity, page by page, by level and by words', async () => {
    const portal = await start();
    await portal.upload(await sign('vulnerabilities', scan(found))).expect(201);
    const { body } = await portal.get(`${RELEASE}/findings`).expect(200);
    expect(findingPageSchema.parse(body).items).toEqual([
      {
        vulnerability: 'GHSA-worst',
        aliases: ['CVE-worst'],
        level: 'critical',
        score: 9.8,
        purl: 'pkg:npm/b',
        version: '2.0.0',
        fixed: ['2.0.1'],
      },
      expect.objectContaining({ vulnerability: 'GHSA-low', fixed: [] }),
      {
        vulnerability: 'GHSA-unknown',
        aliases: ['CVE-unknown'],
        level: 'unknown',
        fixed: [],
      },
    ]);
    const names = async (query: string) => {
      const page = await portal.get(`${RELEASE}/findings?${query}`).expect(200);
      return page.body.items.map(
        ({ vulnerability }: { vulnerability: string }) => vulnerability,
      );
    };
    await expect(names('level=low')).resolves.toEqual(['GHSA-low']);
    await expect(names('query=npm/B')).resolves.toEqual(['GHSA-worst']);
    await expect(names('query=cve-unk')).resolves.toEqual(['GHSA-unknown']);
    const first = await portal.get(`${RELEASE}/findings?limit=2`).expect(200);
    await expect(
      names(`limit=2&cursor=${first.body.nextCursor}`),
    ).resolves.toEqual(['GHSA-unknown']);
  });

  it('are those of the newest verified scan alone', async () => {
    const portal = await start();
    await portal.upload(await sign('vulnerabilities', scan(found))).expect(201);
    await portal
      .upload(await sign('vulnerabilities', scan(found.slice(0, 1))))
      .expect(201);
    await portal
      .upload(await sign('vulnerabilities', scan([]), { key: otherKey }))
      .expect(201);
    const { body } = await portal.get(`${RELEASE}/findings`).expect(200);
    expect(body.items).toMatchObject([{ vulnerability: 'GHSA-low' }]);
    const { body: elsewhere } = await portal
      .get('/v1/findings?vulnerability=GHSA-worst')
      .expect(200);
    expect(elsewhere.items).toEqual([]);
  });

  it('are found over all releases by any name, and by nobody who may not see them', async () => {
    const portal = await start();
    for (const digest of [old.digest, pay.digest]) {
      await portal
        .upload(await sign('vulnerabilities', scan(found), { digest }))
        .expect(201);
    }
    const path = '/v1/findings?vulnerability=cve-WORST&limit=1';
    const first = await portal.get(path).expect(200);
    const second = await portal
      .get(`${path}&cursor=${first.body.nextCursor}`)
      .expect(200);
    expect(
      [first, second].flatMap(
        ({ body }) => affectedPageSchema.parse(body).items,
      ),
    ).toMatchObject([
      {
        digest: pay.digest,
        version: '2.0.0',
        entityRef: 'component:default/pay',
      },
      { digest: old.digest, fixed: ['2.0.1'] },
    ]);
    expect(second.body.nextCursor).toBeUndefined();
    const newest = await portal.get(
      '/v1/findings?vulnerability=GHSA-worst&releases=newest',
    );
    expect(newest.body.items).toMatchObject([{ digest: pay.digest }]);
    const { body } = await portal.get(path, 'eve').expect(200);
    expect(body.items).toEqual([]);
  });
});

describe('changes of a release', () => {
  it('are what came, what went and what has another version', async () => {
    const portal = await start();
    const before = [
      npm('gone', '1.0.0'),
      npm('same', '1.0.0'),
      npm('b', '1.0.0'),
    ];
    const after = [
      npm('new', '1.0.0'),
      npm('same', '1.0.0'),
      npm('b', '2.0.0'),
    ];
    const upload = async (bundle: Buffer) => portal.upload(bundle).expect(201);
    const { digest } = old;
    await upload(await sign('cyclonedx', bom(before), { digest }));
    await upload(await sign('cyclonedx', bom(after)));
    await upload(
      await sign(
        'vulnerabilities',
        scan([
          { id: 'GHSA-fixed', score: '7.0', purl: 'pkg:npm/gone@1.0.0' },
          { id: 'GHSA-stays', score: '7.0', purl: 'pkg:npm/b@1.0.0' },
          { id: 'GHSA-nowhere' },
        ]),
        { digest },
      ),
    );
    const path = `${RELEASE}/changes?since=${digest}`;
    const half = await portal.get(path).expect(200);
    // Nobody scanned the later one, so nothing is known to be fixed.
    expect(changesSchema.parse(half.body).findings).toBeUndefined();
    await upload(
      await sign(
        'vulnerabilities',
        scan([
          { id: 'GHSA-stays', score: '7.0', purl: 'pkg:npm/b@2.0.0' },
          { id: 'GHSA-nowhere' },
          { id: 'GHSA-new', score: '9.1', purl: 'pkg:npm/new@1.0.0' },
        ]),
      ),
    );
    const { body } = await portal.get(path).expect(200);
    expect(changesSchema.parse(body)).toMatchObject({
      since: digest,
      components: {
        added: 1,
        removed: 1,
        changed: 1,
        items: [
          { name: 'b', purl: 'pkg:npm/b', before: ['1.0.0'], after: ['2.0.0'] },
          { name: 'gone', before: ['1.0.0'], after: [] },
          { name: 'new', before: [], after: ['1.0.0'] },
        ],
      },
      findings: {
        fixed: 1,
        introduced: 1,
        fixedItems: [{ vulnerability: 'GHSA-fixed' }],
        introducedItems: [{ vulnerability: 'GHSA-new', level: 'critical' }],
      },
    });
    const none = await portal.get(`${RELEASE}/changes?since=${pay.digest}`);
    expect(none.body).toMatchObject({
      components: { items: [] },
      findings: { fixed: 0, introduced: 0 },
    });
  });
});
