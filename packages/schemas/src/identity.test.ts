import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readSchema, validate, type SchemaName } from './validate';

const adr = readFileSync(
  resolve(__dirname, '../../../docs/adr/ADR-011-identity-model-v1.md'),
  'utf8',
);

/** The JSON blocks of the decision record, by the type that they say they are. */
const examples = new Map(
  [...adr.matchAll(/^```json\n([\s\S]*?)^```$/gm)]
    .map(match => JSON.parse(match[1]) as Record<string, unknown>)
    .map(example => [example.type as string, example]),
);

const types = ['user', 'service', 'tenant', 'environment'] as const;

describe('the examples of ADR-011', () => {
  it('are one of each type', () => {
    expect([...examples.keys()]).toEqual(types);
  });

  it.each(types)('%s is valid', type => {
    expect(validate(`identity/${type}`, examples.get(type))).toEqual([]);
  });

  it.each(types)('%s is invalid without any of its required fields', type => {
    const { required } = readSchema(`identity/${type}`);
    for (const field of required as string[]) {
      const { [field]: _, ...rest } = examples.get(type)!;
      expect(validate(`identity/${type}`, rest).join()).toContain(`'${field}'`);
    }
  });

  it.each([
    ['user', { role: 'owner' }, '/role: must be equal to one of'],
    ['user', { tenant_id: null }, '/tenant_id: must be string'],
    ['user', { data_access_level: 'secret' }, '/data_access_level: must be'],
    ['user', { id: 'ada' }, '/id: must match pattern'],
    [
      'user',
      {
        groups: Array(51)
          .fill(0)
          .map((_, i) => `group-${i}`),
      },
      '50',
    ],
    ['user', { email: 'a@b.c' }, 'must NOT have additional properties (email)'],
    ['service', { role: 'viewer' }, '/role: must be equal to one of'],
    ['tenant', { region: 'moon' }, '/region: must be equal to one of'],
    ['environment', { issuers: [] }, '/issuers: must NOT have fewer than 1'],
  ] as const)('%s with %j is invalid', (type, change, message) => {
    const value = { ...examples.get(type), ...change };
    expect(validate(`identity/${type}`, value).join('\n')).toContain(message);
  });
});

type Node = { [key: string]: Node } & { enum?: string[] };

describe('the authorization input', () => {
  const subject = (type: 'user' | 'service') =>
    (readSchema('authz/input') as Node).$defs[type];
  const pick = (node: Node, names: string[]) =>
    Object.fromEntries(names.map(name => [name, node.properties[name]]));

  // Repeated in it, because OPA reads each schema by itself.
  it.each(['user', 'service'] as const)(
    'has the words of the identity schema for a %s',
    type => {
      const identity = readSchema(`identity/${type}`) as Node;
      const names = ['type', 'id', 'issuer', 'subject', 'role', 'groups'];
      expect(pick(subject(type), names)).toEqual(pick(identity, names));
    },
  );

  it('knows the levels, stages and regions of the identity schemas', () => {
    const input = readSchema('authz/input') as Node;
    const { level } = input.$defs;
    const { environment } = input.properties.context.properties;
    const identity = readSchema('identity/environment') as Node;
    expect(level.enum).toEqual(identity.properties.data_access_level.enum);
    expect(pick(environment, ['stage', 'region'])).toEqual(
      pick(identity, ['stage', 'region']),
    );
  });

  it.each(['user', 'service'] as const)('takes the %s of ADR-011', type => {
    const { entity_ref: _, ...acting } = examples.get(type)!;
    const {
      type: __,
      issuers: ___,
      ...environment
    } = examples.get('environment')!;
    const input = {
      subject: acting,
      action: { name: 'customer_record.read' },
      resource: { type: 'customer_record' },
      context: {
        time: '2026-11-23T09:30:00Z',
        environment,
        authentication: {},
      },
    };
    expect(validate('authz/input' satisfies SchemaName, input)).toEqual([]);
    expect(validate('authz/input', { ...input, subject: {} })).not.toEqual([]);
  });
});
