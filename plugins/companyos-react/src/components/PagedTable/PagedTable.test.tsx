import { toastApiRef } from '@backstage/frontend-plugin-api';
import {
  renderInTestApp,
  TestApiProvider,
} from '@backstage/frontend-test-utils';
import { CellText, type ColumnConfig } from '@backstage/ui';
import type { Page, PageQuery } from '@companyos/plugin-companyos-common';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { EmptyState } from '../EmptyState';
import { saveFile } from '../DownloadCsv/saveFile';
import { PagedTable, TableSearch, type RowOf } from '.';

jest.mock('../DownloadCsv/saveFile', () => ({ saveFile: jest.fn() }));

type Fruit = { name: string };

const FRUITS = ['apple', 'apricot', 'banana', 'cherry', 'fig'];

/** However many are asked for. */
const PAGE = 2;

const columns: ColumnConfig<RowOf<Fruit>>[] = [
  {
    id: 'name',
    label: 'Name',
    isRowHeader: true,
    cell: ({ name }) => <CellText title={name} />,
  },
];

type Query = { query?: string } & Partial<PageQuery>;

async function listFruits(asked: Query): Promise<Page<Fruit>> {
  const { query = '', cursor = '0' } = asked;
  const found = FRUITS.filter(name => name.includes(query));
  const end = Number(cursor) + PAGE;
  return {
    items: found.slice(Number(cursor), end).map(name => ({ name })),
    nextCursor: end < found.length ? String(end) : undefined,
  };
}

function Fruits({ load }: { load: typeof listFruits }) {
  const [words, setWords] = useState('');
  return (
    <PagedTable
      subject="fruits"
      columns={columns}
      idOf={({ name }) => name}
      query={{ query: words || undefined }}
      load={load}
      tools={
        <TableSearch label="Search fruits" value={words} onChange={setWords} />
      }
      csv={{
        name: 'fruits',
        toRows: items => [['Name'], ...items.map(({ name }) => [name])],
      }}
      emptyState={
        <EmptyState title="No fruit matches" description="Take other words." />
      }
    />
  );
}

async function show(load = listFruits) {
  await renderInTestApp(
    <TestApiProvider apis={[[toastApiRef, { post: jest.fn() } as never]]}>
      <Fruits load={load} />
    </TestApiProvider>,
  );
}

it('shows a page at a time', async () => {
  await show();
  expect(await screen.findByText('apple')).toBeInTheDocument();
  expect(screen.queryByText('banana')).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: /next/i }));
  expect(await screen.findByText('banana')).toBeInTheDocument();
  expect(screen.queryByText('apple')).not.toBeInTheDocument();
});

it('begins at the first page of another question, and says when nothing fits', async () => {
  await show();
  await screen.findByText('apple');
  await userEvent.click(screen.getByRole('button', { name: /next/i }));
  await screen.findByText('banana');
  await userEvent.type(screen.getByRole('searchbox'), 'ap');
  expect(await screen.findByText('apple')).toBeInTheDocument();
  expect(screen.queryByText('banana')).not.toBeInTheDocument();
  await userEvent.type(screen.getByRole('searchbox'), 'x');
  expect(await screen.findByText('No fruit matches')).toBeInTheDocument();
});

it('says what failed, and tries again', async () => {
  const load = jest
    .fn(listFruits)
    .mockRejectedValueOnce(new Error('the line is cut'));
  await show(load);
  expect(await screen.findByText(/the line is cut/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: /try again/i }));
  expect(await screen.findByText('apple')).toBeInTheDocument();
});

it('exports what is asked for, all pages of it', async () => {
  await show();
  await screen.findByText('apple');
  await userEvent.type(screen.getByRole('searchbox'), 'a');
  await userEvent.click(screen.getByRole('button', { name: 'Export as CSV' }));
  await waitFor(() => expect(saveFile).toHaveBeenCalled());
  expect(jest.mocked(saveFile).mock.calls[0].slice(0, 2)).toEqual([
    'fruits.csv',
    expect.stringMatching(/"Name"\s+"apple"\s+"apricot"\s+"banana"/),
  ]);
});
