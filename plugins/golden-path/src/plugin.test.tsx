import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Entity } from '@backstage/catalog-model';
import {
  createExtensionTester,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import {
  catalogApiMock,
  createTestEntityPage,
} from '@backstage/plugin-catalog-react/testUtils';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { goldenPathEntityCard, goldenPathPreviewField } from './plugin';

function service(annotation?: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'orders',
      annotations: annotation ? { 'companyos.dev/template': annotation } : {},
    },
    spec: { type: 'service' },
  };
}

function template(version: string): Entity {
  return {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: {
      name: 'service-api',
      namespace: 'default',
      annotations: { 'companyos.dev/template-version': version },
    },
  };
}

function show(entity: Entity, entities: Entity[]) {
  return renderTestApp({
    extensions: [createTestEntityPage({ entity }), goldenPathEntityCard],
    apis: [catalogApiMock({ entities })],
  });
}

describe('the golden path card', () => {
  it('names the template and its version', async () => {
    show(service('service-api@1.0.0'), [template('1.0.0')]);
    expect(await screen.findByText(/, version 1\.0\.0/)).toBeVisible();
    expect(screen.getByText('Current')).toBeVisible();
  });

  it('says that a newer version is out, and against what', async () => {
    show(service('template:default/service-api@1.0.0'), [template('1.1.0')]);
    await userEvent.click(
      await screen.findByRole('button', { name: '1.1.0 is out' }),
    );
    expect(
      await screen.findByText('version 1.1.0, which the catalog has'),
    ).toBeVisible();
  });

  it.each([
    ['the template is gone', 'service-api@1.0.0', []],
    ['there is no version', 'service-api', [template('1.0.0')]],
  ])('does not know when %s', async (_, annotation, entities) => {
    show(service(annotation), entities);
    expect(await screen.findByText('Cannot compare')).toBeVisible();
  });

  it('is not there for what no template made', async () => {
    show(service(), [template('1.0.0')]);
    expect(await screen.findByTestId('empty-entity-page')).toBeInTheDocument();
    expect(screen.queryByText('Golden path')).not.toBeInTheDocument();
  });
});

it('adds the form field that templates name', async () => {
  const loader = createExtensionTester(goldenPathPreviewField).get(
    FormFieldBlueprint.dataRefs.formFieldLoader,
  );
  expect(await loader()).toMatchObject({ name: 'GoldenPathPreview' });
});
