import { useMemo, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { Flex, Text } from '@backstage/ui';
import { EmptyState, RequestState } from '@companyos/plugin-companyos-react';
import type {
  CreatePreviewBody,
  Preview,
} from '@companyos/plugin-golden-path-common';
import { useParams } from 'react-router-dom';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { goldenPathApiRef } from '../../api';
import { FileContent } from './FileContent';
import { FileTree } from './FileTree';
import { fileTree, foldersOf } from './treeNodes';
import styles from './GoldenPathPreview.module.css';

// What a newcomer wants to see first; any file will do where it is absent.
const FIRST_FILE = 'catalog-info.yaml';

type FieldProps = Pick<
  FieldExtensionComponentProps<unknown>,
  'formContext' | 'name'
>;

/** The form field `GoldenPathPreview`: it asks for nothing and shows the service as it will be. */
export const goldenPathPreviewField = createFormField({
  name: 'GoldenPathPreview',
  component: GoldenPathPreview,
});

/** Shows the service that the values entered so far would make. */
export function GoldenPathPreview(props: FieldProps) {
  const { namespace = 'default', templateName } = useParams();
  const values = enteredValues(props);
  if (!templateName) {
    return (
      <EmptyState
        title="No preview here"
        description="Open the template from Create to see the files before they are made."
      />
    );
  }
  if (!values.name || !values.description || !values.owner) {
    return (
      <EmptyState
        title="Nothing to show yet"
        description="Go back and enter a name, a description and an owner; the files appear here."
      />
    );
  }
  const template = `template:${namespace}/${templateName}`;
  return <PreviewOf body={{ template, values }} />;
}

// Without the field's own value, and without what was not entered: JSON knows no undefined.
function enteredValues(props: FieldProps): CreatePreviewBody['values'] {
  const { [props.name]: _, ...values } = props.formContext?.formData ?? {};
  return JSON.parse(JSON.stringify(values));
}

function PreviewOf({ body }: { body: CreatePreviewBody }) {
  const goldenPathApi = useApi(goldenPathApiRef);
  const key = JSON.stringify(body);
  const request = useAsyncRetry(
    () => goldenPathApi.createPreview(body),
    [goldenPathApi, key],
  );
  if (request.error && statusOf(request.error) === 400) {
    return (
      <EmptyState
        title="These values cannot make a service"
        description={request.error.message}
      />
    );
  }
  return (
    <RequestState subject="the preview" skeletonLines={8} {...request}>
      {preview => <Files preview={preview} />}
    </RequestState>
  );
}

function Files({ preview }: { preview: Preview }) {
  const { files } = preview;
  const first = files.find(({ path }) => path === FIRST_FILE) ?? files[0];
  const [chosen, setChosen] = useState(first?.path);
  const nodes = useMemo(() => fileTree(files), [files]);
  const file = files.find(({ path }) => path === chosen) ?? first;
  if (!file) {
    return (
      <EmptyState
        title="This template makes no files"
        description="Its skeleton is empty; tell its owner."
      />
    );
  }
  return (
    <Flex direction="column" gap="3">
      <Destination preview={preview} />
      <div className={styles.columns}>
        <FileTree
          nodes={nodes}
          selected={file.path}
          expanded={foldersOf(file.path)}
          onSelect={path => {
            if (files.some(one => one.path === path)) setChosen(path);
          }}
        />
        <FileContent file={file} />
      </div>
    </Flex>
  );
}

function Destination({ preview }: { preview: Preview }) {
  const { files, publish, repository, template } = preview;
  return (
    <Text as="p">
      {files.length} files from version {template.version} of the template,
      published to {publish.description} as <code>{repository.cloneUrl}</code>.
    </Text>
  );
}

function statusOf(error: Error): number | undefined {
  return 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}
