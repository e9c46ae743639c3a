import { useApi } from '@backstage/frontend-plugin-api';
import {
  Cell,
  CellText,
  Container,
  Flex,
  ToggleButton,
  ToggleButtonGroup,
  type ColumnConfig,
} from '@backstage/ui';
import { portalPath, type SignOffDocument } from '@companyos/plugin-adr-common';
import {
  EmptyState,
  EntityCell,
  PagedTable,
  type RowOf,
} from '@companyos/plugin-companyos-react';
import { useSearchParams } from 'react-router-dom';
import { adrApiRef } from '../../api';
import { missingText } from '../../words';
import { SignOffChip } from '../AdrChips';
import { WaitingSentence } from './WaitingSentence';

type Which = 'me' | 'all' | 'every';

const columns: ColumnConfig<RowOf<SignOffDocument>>[] = [
  {
    id: 'title',
    label: 'Document',
    isRowHeader: true,
    defaultWidth: '4fr',
    minWidth: 240,
    cell: ({ title, path }) => <CellText title={title} description={path} />,
  },
  {
    id: 'entity',
    label: 'Entity',
    defaultWidth: '2fr',
    minWidth: 160,
    cell: ({ entityRef }) => (
      <EntityCell entityRef={entityRef} href={portalPath.entity(entityRef)} />
    ),
  },
  {
    id: 'signOffs',
    label: 'Sign-offs',
    defaultWidth: '2fr',
    minWidth: 200,
    cell: document => (
      <Cell>
        <SignOffChip document={document} />
      </Cell>
    ),
  },
  {
    id: 'missing',
    label: 'Missing',
    defaultWidth: '2fr',
    minWidth: 160,
    cell: ({ signOffs }) => <CellText title={missingText(signOffs) || '–'} />,
  },
];

/** Every document with required sign-offs; first those that wait for the reader. */
export function DocumentsPage() {
  const adrApi = useApi(adrApiRef);
  const [address, setAddress] = useSearchParams();
  const which = toWhich(address.get('awaiting'));
  return (
    <Container py="4">
      <Flex direction="column" gap="4">
        <WaitingSentence />
        <PagedTable
          subject="documents with sign-offs"
          columns={columns}
          idOf={({ entityRef, path }) => `${entityRef}/${path}`}
          hrefOf={({ entityRef, path }) => portalPath.document(entityRef, path)}
          query={{ awaiting: toAwaiting(which) }}
          load={(query, options) => adrApi.listDocuments(query, options)}
          tools={
            <ToggleButtonGroup
              aria-label="Waiting"
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[which]}
              onSelectionChange={([key]) =>
                setAddress({ awaiting: String(key) }, { replace: true })
              }
            >
              <ToggleButton id="me">For me</ToggleButton>
              <ToggleButton id="all">For anybody</ToggleButton>
              <ToggleButton id="every">All</ToggleButton>
            </ToggleButtonGroup>
          }
          csv={{ name: 'sign-offs', toRows }}
          emptyState={<Nothing which={which} />}
        />
      </Flex>
    </Container>
  );
}

function Nothing({ which }: { which: Which }) {
  return which === 'every' ? (
    <EmptyState
      title="No document requires sign-offs"
      description="A document asks for them in its front matter, under sign-offs."
    />
  ) : (
    <EmptyState
      title={
        which === 'me' ? 'Nothing waits for you' : 'Nothing waits for anybody'
      }
      description="A document that requires a sign-off stands here until it has it."
    />
  );
}

function toWhich(awaiting: string | null): Which {
  return awaiting === 'all' || awaiting === 'every' ? awaiting : 'me';
}

function toAwaiting(which: Which): 'me' | 'all' | undefined {
  return which === 'every' ? undefined : which;
}

function toRows(documents: SignOffDocument[]): string[][] {
  return [
    ['Entity', 'Title', 'Path', 'Revision', 'Sign-offs', 'Missing'],
    ...documents.map(({ entityRef, title, path, revision, signOffs }) => [
      entityRef,
      title,
      path,
      revision,
      signOffs.state,
      missingText(signOffs),
    ]),
  ];
}
