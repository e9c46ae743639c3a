import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { cycloneDxProblem } from './cycloneDxSchema';

/** What the library of the format's makers writes. */
function written(version: keyof typeof Spec.Version): Record<string, any> {
  const spec = Spec.SpecVersionDict[Spec.Version[version]]!;
  const application = new Models.Component(
    Enums.ComponentType.Application,
    'pay',
    { bomRef: 'root' },
  );
  const component = new Models.Component(
    Enums.ComponentType.Library,
    'left-pad',
    {
      bomRef: 'left-pad@1.3.0',
      version: '1.3.0',
      hashes: new Models.HashDictionary([
        [Enums.HashAlgorithm['SHA-512'], 'ab'.repeat(64)],
      ]),
      licenses: new Models.LicenseRepository([new Models.SpdxLicense('MIT')]),
      externalReferences: new Models.ExternalReferenceRepository([
        new Models.ExternalReference(
          'git@github.com:left-pad/left-pad.git',
          Enums.ExternalReferenceType.VCS,
        ),
      ]),
    },
  );
  application.dependencies.add(component.bomRef);
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: application }),
    components: new Models.ComponentRepository([component]),
  });
  return JSON.parse(
    new Serialize.JsonSerializer(
      new Serialize.JSON.Normalize.Factory(spec),
    ).serialize(bom),
  );
}

const versions = ['v1dot2', 'v1dot3', 'v1dot4', 'v1dot5', 'v1dot6', 'v1dot7'];

describe.each(versions)('CycloneDX %s', name => {
  const bom = () => written(name as keyof typeof Spec.Version);
  const { specVersion } = bom();
  const problem = (change: (one: Record<string, any>) => void) => {
    const changed = bom();
    change(changed);
    return cycloneDxProblem(changed, specVersion);
  };

  it('is what its makers write', () => {
    expect(bom().components).toHaveLength(1);
    expect(problem(() => {})).toBeUndefined();
  });

  it.each<[string, (one: Record<string, any>) => void, RegExp]>([
    [
      'a hash that is none',
      one => {
        one.components[0].hashes[0].content = 'abc';
      },
      /^\/components\/0\/hashes\/0\/content must match pattern/,
    ],
    [
      'a type that is none',
      one => {
        one.components[0].type = 'thing';
      },
      /^\/components\/0\/type must be equal to one of the allowed values \(application, framework/,
    ],
    [
      'no name',
      one => {
        delete one.components[0].name;
      },
      /^\/components\/0 must have required property 'name'/,
    ],
    [
      'a component twice',
      one => {
        one.components.push(structuredClone(one.components[0]));
      },
      /^\/components must NOT have duplicate items/,
    ],
    [
      'a serial number that is none',
      one => {
        one.serialNumber = 'urn:uuid:1';
      },
      /^\/serialNumber must match pattern/,
    ],
  ])('has no %s', (_, change, message) => {
    expect(problem(change)).toMatch(message);
  });
});

it('has no fields of its own since 1.4', () => {
  const bom = { ...written('v1dot6'), extra: 1 };
  expect(cycloneDxProblem(bom, '1.6')).toBe(
    '/ must NOT have additional properties (extra)',
  );
});

it('finds two that are alike, whatever the order of their fields', () => {
  const bom = written('v1dot6');
  const [one] = bom.components;
  const turned = Object.fromEntries(Object.entries(one).reverse());
  expect(
    cycloneDxProblem({ ...bom, components: [one, turned] }, '1.6'),
  ).toMatch(/duplicate items/);
});

it('follows nothing that is nested too deeply', () => {
  const bom = written('v1dot6');
  for (let depth = 0; depth < 50_000; depth++)
    bom.components = [
      { type: 'library', name: 'a', components: bom.components },
    ];
  expect(cycloneDxProblem(bom, '1.6')).toBe(
    'it is nested more than 64 levels deep',
  );
});

it('takes time in proportion to the components', () => {
  const bom = written('v1dot6');
  bom.components = Array.from({ length: 20_000 }, (_, index) => ({
    ...bom.components[0],
    name: `left-pad-${index}`,
    'bom-ref': String(index),
  }));
  const started = performance.now();
  expect(cycloneDxProblem(bom, '1.6')).toBeUndefined();
  // the keyword of ajv, which compares each with each, takes more than a minute
  expect(performance.now() - started).toBeLessThan(10_000);
});
