import { gzipSync } from 'node:zlib';
import { bytes, pick, randomOf, wrongJson, type Random } from './random.ts';
import { newRecord } from './samples.ts';

export interface MalformedBody {
  body: Buffer | string;
  headers?: Record<string, string>;
}

type Field = keyof typeof newRecord;
const FIELDS = Object.keys(newRecord) as Field[];

/** A record that would be accepted, but for this member. */
function recordWith(name: string, json: string, without?: Field): string {
  const rest = JSON.stringify({
    ...newRecord,
    ...(without && { [without]: undefined }),
  });
  return rest.replace(/}$/, `,${JSON.stringify(name)}:${json}}`);
}

/** Bodies, by what is wrong with them. */
const BODIES: Record<string, (random: Random) => MalformedBody> = {
  truncated: random => {
    const whole = JSON.stringify(newRecord);
    return { body: whole.slice(0, random(whole.length)) };
  },
  'random bytes': random => ({ body: bytes(random, 1 + random(2000)) }),
  'with a field of the wrong type': random => {
    const field = pick(random, FIELDS);
    return { body: recordWith(field, wrongJson(random), field) };
  },
  'with a field that is out of bounds': random => {
    const [field, value] = pick(random, [
      ['name', ' '.repeat(random(50))],
      ['name', `a${String.fromCharCode(random(32))}b`],
      ['name', 'x'.repeat(201 + random(5000))],
      [
        'email',
        pick(random, [
          'a',
          '@',
          'a@',
          'a b@c.example',
          `${'a'.repeat(300)}@b.example`,
        ]),
      ],
      [
        'phone',
        pick(random, [
          '',
          '0',
          '+0',
          '+49 30',
          'x'.repeat(500),
          '+' + '1'.repeat(99),
        ]),
      ],
      ['notes', 'x'.repeat(2001 + random(5000))],
      ['notes', `a\u0000${'b'.repeat(random(50))}`],
      ['taxId', pick(random, ['', '\t', '1'.repeat(33), '\u0000', '\u0085'])],
      ['segment', pick(random, ['', 'Enterprise', 'constructor', '\u0000'])],
      ['dataAccessLevel', pick(random, ['', 'secret', '__proto__', '\u0000'])],
    ] as const);
    return { body: recordWith(field, JSON.stringify(value), field) };
  },
  'without a field that is needed': random => {
    const field = pick(random, ['dataAccessLevel', 'segment', 'name', 'email']);
    return { body: JSON.stringify({ ...newRecord, [field]: undefined }) };
  },
  'with an unknown field': random => {
    const name = pick(random, [
      ...[
        'id',
        'tenantId',
        'createdAt',
        'constructor',
        'toString',
        '__proto__',
        '',
      ],
      ...[
        '\u0000',
        'Name',
        'name ',
        '\ud800',
        'x'.repeat(5000),
        `f${random(1e9)}`,
      ],
    ]);
    return {
      body: recordWith(name, pick(random, ['null', wrongJson(random)])),
    };
  },
  'nested deeply': random => {
    const depth = 1 + random(15_000);
    const nested = pick(random, [
      '['.repeat(depth) + ']'.repeat(depth),
      '{"a":'.repeat(depth) + 'null' + '}'.repeat(depth),
      '[{"a":'.repeat(depth) + '1' + '}]'.repeat(depth),
      '['.repeat(depth),
    ]);
    return {
      body: pick(random, [nested, recordWith('notes', nested, 'notes')]),
    };
  },
  'with huge numbers': random => {
    const digits = '9'.repeat(1 + random(20_000));
    const number = pick(random, [
      digits,
      `-${digits}`,
      `0.${digits}`,
      `1e${digits}`,
    ]);
    return { body: recordWith(pick(random, FIELDS), number) };
  },
  'no record': random => ({
    body: pick(random, [
      '',
      ' ',
      'null',
      'true',
      '0',
      '""',
      '[]',
      '{}',
      '[{}]',
      '[null]',
    ]),
  }),
  'almost JSON': random => {
    const good = JSON.stringify(newRecord);
    const body = pick(random, [
      good.replaceAll('"', "'"),
      good.replace(/}$/, ',}'),
      `${good}${good}`,
      `/* */${good}`,
      good.replace('"name":', 'name:'),
      good.replace('"name":"', '"name":NaN,"x":"\n'),
      `${good}\u0000`,
      good.replace('"name":"', '"name":"\\x'),
    ]);
    return { body };
  },
  'of another media type': random => ({
    body: JSON.stringify(newRecord),
    headers: {
      'content-type': pick(random, [
        ...['text/plain', 'application/xml', 'multipart/form-data', 'json', ''],
        ...[
          'application/x-www-form-urlencoded',
          'application/json/x',
          '\u00ff',
        ],
        ...['application/json; charset=utf-7', 'application/json; charset=x'],
        ...[
          'application/jsonp',
          'application/*',
          '*/*',
          `text/${'x'.repeat(500)}`,
        ],
      ]),
    },
  }),
  'in an encoding that it does not have': random => ({
    body: bytes(random, 1 + random(300)),
    headers: {
      'content-encoding': pick(random, [
        'gzip',
        'br',
        'deflate',
        'x',
        'gzip, gzip',
        '',
      ]),
    },
  }),
  'with a compressed part missing': random => {
    const whole = gzipSync(JSON.stringify(newRecord));
    return {
      body: whole.subarray(0, 1 + random(whole.length - 9)),
      headers: { 'content-encoding': 'gzip' },
    };
  },
  'too large': random => {
    const body = JSON.stringify({
      ...newRecord,
      notes: 'x'.repeat(100_000 + random(20_000)),
    });
    return pick<MalformedBody>(random, [
      { body },
      { body: gzipSync(body), headers: { 'content-encoding': 'gzip' } },
    ]);
  },
};

/** A body that makes no record. */
export function malformedBody(seed: number): MalformedBody & { what: string } {
  const kinds = Object.entries(BODIES);
  const [what, make] = kinds[seed % kinds.length] as (typeof kinds)[number];
  return { what, ...make(randomOf(`body ${seed}`)) };
}
