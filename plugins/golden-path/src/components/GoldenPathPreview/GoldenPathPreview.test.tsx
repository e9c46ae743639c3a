import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createApiMock, renderInTestApp } from '@backstage/frontend-test-utils';
import type { Preview } from '@companyos/plugin-golden-path-common';
import { Route, Routes } from 'react-router-dom';
import { goldenPathApiRef } from '../../api';
import { GoldenPathPreview } from './GoldenPathPreview';

const goldenPathApi = createApiMock(goldenPathApiRef, () => ({
  createPreview: jest.fn(),
}));

const values = {
  name: 'orders',
  description: 'Takes orders',
  owner: 'group:default/crm',
};

const preview: Preview = {
  template: { entityRef: 'template:default/service-api', version: '1.0.0' },
  publish: { target: 'local-git', description: "the portal's own Git host" },
  repository: {
    webUrl: 'http://localhost:7007/repositories/orders',
    cloneUrl: 'http://localhost:7007/api/local-git/repos/orders.git',
  },
  files: [
    {
      path: 'catalog-info.yaml',
      mode: '100644',
      size: 13,
      content: 'name: orders\n',
    },
    { path: 'docs/empty.md', mode: '100644', size: 0, content: '' },
    { path: 'docs/logo.png', mode: '100644', size: 2048, withheld: 'binary' },
    { path: 'scripts/test.sh', mode: '100755', size: 9, content: 'echo test' },
  ],
};

function show(
  createPreview: () => Promise<Preview>,
  formData: object | undefined = values,
  path = '/templates/default/service-api',
) {
  const api = goldenPathApi({ createPreview: jest.fn(createPreview) });
  const field = <GoldenPathPreview name="preview" formContext={{ formData }} />;
  renderInTestApp(
    <Routes>
      <Route path="/templates/:namespace/:templateName" element={field} />
      <Route path="*" element={field} />
    </Routes>,
    { apis: [api], initialRouteEntries: [path] },
  );
  return api;
}

it('loads', async () => {
  show(() => new Promise(() => {}));
  expect(await screen.findByText('Loading the preview')).toBeVisible();
});

it.each([undefined, {}, { ...values, owner: undefined }])(
  'says what to do when the form is not filled in: %j',
  async formData => {
    const api = show(async () => preview, formData ?? {});
    expect(await screen.findByText('Nothing to show yet')).toBeVisible();
    expect(api.createPreview).not.toHaveBeenCalled();
  },
);

it('says where it works when it is shown elsewhere', async () => {
  show(async () => preview, values, '/template-editor');
  expect(await screen.findByText('No preview here')).toBeVisible();
});

it('shows where the service goes, its files, and the content of the chosen one', async () => {
  const api = show(async () => preview, { ...values, preview: 'its own' });
  expect(
    await screen.findByText(/4 files from version 1\.0\.0 of the template/),
  ).toHaveTextContent(
    "published to the portal's own Git host as http://localhost:7007/api/local-git/repos/orders.git",
  );
  expect(api.createPreview).toHaveBeenCalledWith({
    template: 'template:default/service-api',
    values,
  });
  expect(
    screen.getByRole('region', { name: 'catalog-info.yaml' }),
  ).toHaveTextContent('name: orders');
  expect(
    screen.getByRole('row', { name: 'catalog-info.yaml' }),
  ).toHaveAttribute('aria-selected', 'true');
});

it('is worked with the keyboard alone', async () => {
  show(async () => preview);
  const tree = await screen.findByRole('treegrid', {
    name: 'Files of the service',
  });
  await userEvent.tab();
  await userEvent.keyboard('{Home}{ArrowRight}{ArrowDown}{Enter}');
  expect(within(tree).getByRole('row', { name: 'empty.md' })).toBeVisible();
  expect(await screen.findByText('This file is empty')).toBeVisible();
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(await screen.findByText('This file is not text')).toBeVisible();
  expect(screen.getByText('docs/logo.png, 2.0 KiB')).toBeVisible();
  await userEvent.keyboard('{ArrowDown}{ArrowRight}{ArrowDown}{Enter}');
  expect(
    await screen.findByText('scripts/test.sh, 9 B, executable'),
  ).toBeVisible();
});

it('says that a template makes nothing', async () => {
  show(async () => ({ ...preview, files: [] }));
  expect(await screen.findByText('This template makes no files')).toBeVisible();
});

it('tells what is wrong with the values', async () => {
  show(async () => {
    throw Object.assign(new Error('name: use 3 to 63 lower-case letters'), {
      statusCode: 400,
    });
  });
  expect(
    await screen.findByText('These values cannot make a service'),
  ).toBeVisible();
  expect(screen.getByText(/use 3 to 63 lower-case/)).toBeVisible();
});

it('offers to try again after an error', async () => {
  let calls = 0;
  show(async () => {
    if (calls++ === 0) throw new Error('the backend is away');
    return preview;
  });
  await userEvent.click(
    await screen.findByRole('button', { name: 'Try again' }),
  );
  expect(await screen.findByText(/4 files from version/)).toBeVisible();
});

it('says who can grant what is not allowed', async () => {
  show(async () => {
    throw Object.assign(
      new Error("This needs the permission 'golden-path.preview.create'"),
      { statusCode: 403 },
    );
  });
  expect(await screen.findByText('You may not see the preview')).toBeVisible();
});
