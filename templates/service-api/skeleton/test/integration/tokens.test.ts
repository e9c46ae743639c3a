import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateKeyPair, SignJWT } from 'jose';
import { people } from '../../dev/people.ts';
import { freePort } from '../../dev/children.ts';
import {
  AUDIENCE,
  startEnvironment,
  type TestEnvironment,
} from '../support/environment.ts';
import { assertProblem } from '../support/problem.ts';

const path = '/v1/customer-records?limit=1';
const now = () => Math.floor(Date.now() / 1000);
let environment: TestEnvironment;

before(async () => {
  environment = await startEnvironment();
});
after(() => environment[Symbol.asyncDispose]());

type Change = Record<string, unknown>;

/** A token of a seeded user with some claims or parts of the header changed; undefined removes one. */
async function sign(
  claims: Change,
  header: Change = {},
  key: Parameters<SignJWT['sign']>[0] = environment.issuer.key,
): Promise<string> {
  const { url, keyId } = environment.issuer;
  const payload = {
    ...people.edith,
    ...{ iss: url, aud: AUDIENCE, iat: now(), exp: now() + 300 },
    ...claims,
  };
  return new SignJWT(payload)
    .setProtectedHeader({
      alg: 'ES256',
      typ: 'at+jwt',
      kid: keyId,
      ...header,
    })
    .sign(key);
}

const call = (token: string) =>
  fetch(environment.service.url + path, {
    headers: { Authorization: `Bearer ${token}` },
  });

const part = (value: unknown) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

test('a good token is accepted', async () => {
  assert.equal((await call(await sign({}))).status, 200);
});

test('a token that ends is refused afterwards, also when it was accepted before', async () => {
  const token = await sign({ iat: now() - 10, exp: now() + 1 });
  assert.equal((await call(token)).status, 200);
  assert.equal((await call(token)).status, 200);
  await sleep(7500); // one second, and the five that clocks may differ
  await assertProblem(await call(token), 'INVALID_TOKEN');
});

describe('a token is refused with', () => {
  for (const [what, claims, header] of [
    ['an end that has passed', { iat: now() - 400, exp: now() - 60 }],
    ['no end', { exp: undefined }],
    ['no time of issue', { iat: undefined }],
    ['an age of more than 15 minutes', { iat: now() - 1000 }],
    ['a beginning that has not come', { nbf: now() + 60 }],
    ['another audience', { aud: 'order-history' }],
    ['no audience', { aud: undefined }],
    ['another issuer', { iss: 'https://login.companyos.example' }],
    ['the type of an id token', {}, { typ: 'JWT' }],
    ['no subject', { sub: undefined }],
    ['no uid', { uid: undefined }],
    ['a uid that is none', { uid: '../admin' }],
    ['an unknown role', { role: 'root' }],
    ['the role of a service', { role: 'writer' }],
    ['no role', { role: undefined }],
    ['an unknown level', { data_access_level: 'all' }],
    ['an unknown type', { type: 'environment' }],
    ['no tenant', { tenant_id: null }],
    ['a tenant that is none', { tenant_id: '*' }],
    ['an unknown status', { status: 'new' }],
    [
      'too many groups',
      { groups: Array.from({ length: 51 }, (_, i) => `group-${i}`) },
    ],
    ['a sign-in in the future', { auth_time: now() + 120 }],
    [
      'a nested act',
      { act: { uid: 'order-history', act: { uid: 'billing' } } },
    ],
    ['an act that is no service', { act: { sub: 'x' } }],
    ['an unknown key', {}, { kid: 'other' }],
  ] as [string, Change, Change?][]) {
    test(what, async () => {
      const response = await call(await sign(claims, header));
      assert.match(
        response.headers.get('www-authenticate') ?? '',
        /^Bearer error="invalid_token", error_description="[^"]+"$/,
      );
      await assertProblem(response, 'INVALID_TOKEN');
    });
  }

  test('a signature by another key', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    await assertProblem(
      await call(await sign({}, {}, privateKey)),
      'INVALID_TOKEN',
    );
  });

  test('a claim changed after it was signed', async () => {
    const [header = '', payload = '', signature = ''] = (await sign({})).split(
      '.',
    );
    const claims = JSON.parse(
      Buffer.from(payload, 'base64url').toString(),
    ) as Change;
    const token = [header, part({ ...claims, role: 'admin' }), signature].join(
      '.',
    );
    await assertProblem(await call(token), 'INVALID_TOKEN');
  });

  test('no signature, which alg none is', async () => {
    const [, payload = ''] = (await sign({})).split('.');
    const token = `${part({ alg: 'none', typ: 'at+jwt' })}.${payload}.`;
    await assertProblem(await call(token), 'INVALID_TOKEN');
  });

  test('HS256, which makes the public key a password', async () => {
    const jwks = await (await fetch(environment.issuer.jwksUrl)).text();
    const token = await sign(
      {},
      { alg: 'HS256' },
      new TextEncoder().encode(jwks),
    );
    await assertProblem(await call(token), 'INVALID_TOKEN');
  });

  test('nothing that looks like one', async () => {
    await assertProblem(await call('a.b.c'), 'INVALID_TOKEN');
    for (const authorization of [
      'Basic YTpi',
      'Bearer',
      'Bearer a b',
      'x'.repeat(4000),
    ]) {
      const response = await fetch(environment.service.url + path, {
        headers: { Authorization: authorization },
      });
      await assertProblem(response, 'UNAUTHENTICATED');
    }
  });
});

describe('the keys of the issuer', () => {
  for (const [what, answer] of [
    ['cannot be reached', undefined],
    ['are no keys', '{}'],
    ['are no JSON', 'nonsense'],
  ] as const) {
    test(`that ${what} are our problem and not the caller's`, async () => {
      const port = await freePort();
      const server = createServer((_req, res) => res.end(answer));
      if (answer) {
        server.listen(port, '127.0.0.1');
        await once(server, 'listening');
      }
      await using other = await startEnvironment({
        TOKEN_JWKS_URL: `http://127.0.0.1:${port}/jwks`,
      });
      await assertProblem(
        await other.as('edith', path),
        'IDENTITY_UNAVAILABLE',
      );
      assert.equal((await fetch(`${other.service.url}/readyz`)).status, 200);
      const line = await other.service.log(({ err }) => Boolean(err));
      assert.equal(line.level, 'error');
      server.close();
    });
  }

  test('are kept, so that an issuer that is away for a while is not noticed', async () => {
    await using other = await startEnvironment();
    const token = await other.issuer.token({ user: 'edith' });
    const ask = () =>
      fetch(other.service.url + path, {
        headers: { Authorization: `Bearer ${token}` },
      });
    assert.equal((await ask()).status, 200);
    await other.issuer.stop();
    assert.equal((await ask()).status, 200);
  });
});
