import { TestDatabases } from '@backstage/backend-test-utils';
import { usagePageSchema } from '@companyos/plugin-supply-chain-common';
import { artifactOf, bom, npm, sign } from './__testUtils__/evidence';
import { startPortal } from './__testUtils__/startPortal';

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });
jest.setTimeout(60_000);

async function start() {
  const portal = await startPortal({ databases });
  await portal.round();
  const ship = async (text: string, ...versions: string[]) => {
    const { digest } = artifactOf(text);
    const components = versions.map(version => npm('@acme/orders', version));
    await portal
      .upload(await sign('cyclonedx', bom(components), { digest }))
      .expect(201);
    return digest;
  };
  const find = async (query: string) => {
    const { body } = await portal
      .get(`/v1/components?purl=pkg:npm/%2540acme/orders${query}`)
      .expect(200);
    return usagePageSchema
      .parse(body)
      .items.map(({ version, match }) => `${version} ${match}`);
  };
  return { portal, ship, find };
}

it('finds every release that ships a package, by range', async () => {
  const { ship, find } = await start();
  await ship('a', '1.0.0', '1.2.0-beta.1');
  await ship('b', '1.2.0');
  await ship('c', '2.0.0');
  await ship('d', '1.2');
  await expect(find('')).resolves.toEqual([
    '1.2 inRange',
    '2.0.0 inRange',
    '1.2.0 inRange',
    '1.2.0-beta.1 inRange',
    '1.0.0 inRange',
  ]);
  // What cannot be compared is neither in nor out.
  await expect(find('&range=%3E=1.1.0 %3C2')).resolves.toEqual([
    '1.2 notComparable',
    '1.2.0 inRange',
    '1.2.0-beta.1 inRange',
  ]);
  await expect(find('%401.2.0')).resolves.toEqual(['1.2.0 inRange']);
  await expect(find('&releases=newest')).resolves.toEqual(['1.2 inRange']);
});

it('takes names that mean the same for the same, and leaves qualifiers out', async () => {
  const { portal } = await start();
  const components = [
    { name: 'a', purl: 'pkg:pypi/Django_Rest@1.0.0?arch=any#sub' },
  ];
  await portal.upload(await sign('cyclonedx', bom(components))).expect(201);
  const { body } = await portal.get('/v1/components?purl=pkg:PyPI/django-rest');
  expect(body.items).toMatchObject([
    { purl: 'pkg:pypi/django-rest', version: '1.0.0' },
  ]);
});

it('pages by cursor', async () => {
  const { portal, ship } = await start();
  await ship('a', '1.0.0', '1.1.0');
  const newest = await ship('b', '1.0.0');
  const path = '/v1/components?purl=pkg:npm/%2540acme/orders&limit=2';
  const first = await portal.get(path).expect(200);
  const second = await portal
    .get(`${path}&cursor=${first.body.nextCursor}`)
    .expect(200);
  const shown = [...first.body.items, ...second.body.items];
  expect(shown).toHaveLength(3);
  expect(shown[0].digest).toBe(newest);
  expect(second.body.nextCursor).toBeUndefined();

  const inside = `/v1/releases/${artifactOf('a').digest}/components?limit=1`;
  const one = await portal.get(inside).expect(200);
  const two = await portal
    .get(`${inside}&cursor=${one.body.nextCursor}`)
    .expect(200);
  expect([one.body, two.body]).toMatchObject([
    { items: [{ version: '1.0.0' }] },
    { items: [{ version: '1.1.0' }] },
  ]);
});
