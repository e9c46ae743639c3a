import type { DevelopmentIssuer } from '../../dev/issuer.ts';
import { bytes, pick, randomOf, wrongJson, type Random } from './random.ts';

const base64url = (text: Buffer | string) =>
  Buffer.from(text).toString('base64url');

export interface TokenParts {
  /** A token that is accepted. */
  good: string;
  /** The issuer's key, for tokens that are signed well and say nonsense. */
  key: DevelopmentIssuer['key'];
}

type TokenKind = (
  random: Random,
  parts: TokenParts,
) => Promise<string> | string;

/** The header `Authorization`, by what is wrong with it. */
const TOKENS: Record<string, TokenKind> = {
  truncated: (random, { good }) => good.slice(0, random(good.length)),
  'with another character': (random, { good }) => {
    const at = random(good.length - 2);
    const other = good[at] === 'A' ? 'B' : 'A';
    const isEndOfPart = good[at + 1] === '.'; // where not every bit counts
    return good.slice(0, at) + (isEndOfPart ? '' : other) + good.slice(at + 1);
  },
  'of a wrong number of segments': (random, { good }) => {
    const count = pick(random, [1, 2, 4, 5, 6, 100]);
    const segments = good.split('.');
    return Array.from({ length: count }, (_, n) => segments[n % 3]).join('.');
  },
  'of random segments': random =>
    [1, 2, 3].map(() => base64url(bytes(random, random(300)))).join('.'),
  'of random characters': random =>
    bytes(random, 1 + random(500)).toString('base64'),
  'of another algorithm': (random, { good }) => {
    const alg = pick(random, [
      ...['none', 'None', 'NONE', 'HS256', 'HS512', 'ES384', 'ES256K', 'PS256'],
      ...[
        'RS256',
        'EdDSA',
        'RSA-OAEP',
        'dir',
        '',
        'x'.repeat(500),
        0,
        null,
        {},
      ],
    ]);
    const [, payload, signature] = good.split('.');
    const header = base64url(JSON.stringify({ alg, typ: 'at+jwt' }));
    return [header, payload, pick(random, ['', signature])].join('.');
  },
  'with a header that is wrong JSON': (random, { good }) => {
    const [, ...rest] = good.split('.');
    const alg = `{"alg":${wrongJson(random)}}`;
    const header = pick(random, [wrongJson(random), alg, '{"alg":', '', '{}']);
    return [base64url(header), ...rest].join('.');
  },
  'signed, with a header that is wrong': (random, { good, key }) => {
    const [header = '', payload = ''] = good.split('.');
    const change = pick(random, [
      { crit: ['x'], x: 1 },
      { crit: [] },
      { crit: 'b64' },
      { b64: false, crit: ['b64'] },
      { typ: pick(random, ['JWT', '', 'at+jwt+x', 0, {}, []]) },
      { kid: 'x'.repeat(random(1000)) },
    ]);
    const parsed = JSON.parse(
      Buffer.from(header, 'base64url').toString(),
    ) as object;
    return signed(
      base64url(JSON.stringify({ ...parsed, ...change })),
      payload,
      key,
    );
  },
  'signed, with a claim that is wrong': (random, { good, key }) => {
    const [header = '', payload = ''] = good.split('.');
    const claims = JSON.parse(
      Buffer.from(payload, 'base64url').toString(),
    ) as object;
    const name = pick(random, Object.keys(claims));
    const rest = JSON.stringify({ ...claims, [name]: undefined });
    const wrong = pick(random, ['{}', '[[]]', 'true', '{"a":{"a":[]}}']);
    return signed(
      header,
      base64url(rest.replace(/}$/, `,"${name}":${wrong}}`)),
      key,
    );
  },
  'signed, with no claims at all': (random, { good, key }) => {
    const [header = ''] = good.split('.');
    const payload = pick(random, [
      wrongJson(random),
      bytes(random, random(200)),
      '',
    ]);
    return signed(header, base64url(payload), key);
  },
  huge: random =>
    pick(random, ['A', 'a.', '..', '-']).repeat(100 + random(12_000)),
  'not in ASCII': (random, { good }) => {
    const noise = [...bytes(random, 1 + random(40))].map(byte => byte | 0xa0);
    const at = random(good.length);
    return good.slice(0, at) + String.fromCharCode(...noise) + good.slice(at);
  },
  JSON: (_random, { good }) => {
    const [header, payload, signature] = good.split('.');
    return JSON.stringify({ protected: header, payload, signature });
  },
};

async function signed(
  header: string,
  payload: string,
  key: TokenParts['key'],
): Promise<string> {
  const text = `${header}.${payload}`;
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const signature = await crypto.subtle.sign(algorithm, key, Buffer.from(text));
  return `${text}.${base64url(Buffer.from(signature))}`;
}

const SCHEMES = ['Basic', 'Digest', 'DPoP', 'Bearer,', 'Bearer x', ''];

/** A header `Authorization` that says nothing that could be accepted. */
export async function malformedAuthorization(
  seed: number,
  parts: TokenParts,
): Promise<{ what: string; authorization: string }> {
  const random = randomOf(`token ${seed}`);
  const kinds = Object.entries(TOKENS);
  const kind = kinds[seed % (kinds.length + 1)];
  if (!kind) {
    const scheme = pick(random, SCHEMES);
    return {
      what: 'of another scheme',
      authorization: `${scheme} ${parts.good}`,
    };
  }
  const [what, make] = kind;
  return { what, authorization: `Bearer ${await make(random, parts)}` };
}
