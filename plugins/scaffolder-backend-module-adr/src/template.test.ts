import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  templateEntityV1beta3Validator,
  type TemplateEntityV1beta3,
} from '@backstage/plugin-scaffolder-common';
import { parse } from 'yaml';
import { createNewRecordAction } from './actions/newRecord';

const text = readFileSync(
  resolve(__dirname, '../../../templates/new-decision-record/template.yaml'),
  'utf8',
);
const template: TemplateEntityV1beta3 = parse(text);
const { schema } = createNewRecordAction({
  catalog: catalogServiceMock(),
  hosts: [],
  permissions: mockServices.permissions.mock(),
  sources: { urlOf: () => undefined },
});

it('is a template', async () => {
  await expect(templateEntityV1beta3Validator.check(template)).resolves.toBe(
    true,
  );
});

it('gives the action what it takes, from fields that the form has', () => {
  const [step] = template.spec.steps;
  expect(Object.keys(step.input ?? {}).sort()).toEqual(
    Object.keys(schema?.input?.properties ?? {}).sort(),
  );
  const fields = [template.spec.parameters ?? []]
    .flat()
    .flatMap(page => Object.keys(page.properties ?? {}));
  const used = [...text.matchAll(/parameters\.(\w+)/g)].map(([, name]) => name);
  expect([...new Set(used)].sort()).toEqual(fields.sort());
});

it('shows what the action puts out', () => {
  const used = [...text.matchAll(/output\.(\w+)/g)].map(([, name]) => name);
  expect(Object.keys(schema?.output?.properties ?? {})).toEqual(
    expect.arrayContaining(used),
  );
  expect(used.length).toBeGreaterThan(0);
});
