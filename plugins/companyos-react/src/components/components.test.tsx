import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ForwardedError } from '@backstage/errors';
import {
  Digest,
  EmptyState,
  FactList,
  RequestState,
  TreeView,
  VerdictChip,
  relativeTime,
  shortDigest,
} from '.';

describe('VerdictChip', () => {
  it('shows the word, and the evidence on press by keyboard', async () => {
    render(
      <VerdictChip
        verdict="negative"
        label="Failed"
        evidence={{ what: 'make test', reason: '2 of 9 tests failed' }}
      />,
    );
    expect(screen.queryByText('2 of 9 tests failed')).not.toBeInTheDocument();
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByText('2 of 9 tests failed')).toBeInTheDocument();
  });

  it('is plain text without evidence', () => {
    render(<VerdictChip verdict="unknown" label="No data" />);
    expect(screen.getByText('No data')).toBeInTheDocument();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});

describe('RequestState', () => {
  const show = (value: string) => <p>{value}</p>;

  it('says what is loading', () => {
    render(
      <RequestState subject="repositories" loading>
        {show}
      </RequestState>,
    );
    expect(screen.getByRole('status')).toHaveTextContent(
      'Loading repositories',
    );
  });

  it('keeps the value while it is asked for again', () => {
    render(
      <RequestState subject="repositories" loading value="three">
        {show}
      </RequestState>,
    );
    expect(screen.getByText('three')).toBeInTheDocument();
  });

  it('says what failed and offers to try again', async () => {
    const retry = jest.fn();
    render(
      <RequestState
        subject="repositories"
        loading={false}
        error={new Error('the database is away')}
        retry={retry}
      >
        {show}
      </RequestState>,
    );
    expect(screen.getByText('the database is away')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(retry).toHaveBeenCalledTimes(1);
  });

  it('names who can grant what is not allowed', () => {
    const error = Object.assign(new ForwardedError('No', new Error('no')), {
      statusCode: 403,
    });
    render(
      <RequestState subject="pushes" loading={false} error={error}>
        {show}
      </RequestState>,
    );
    expect(screen.getByText('You may not see pushes')).toBeInTheDocument();
    expect(screen.getByText(/Platform team can grant it/)).toBeInTheDocument();
  });
});

it('EmptyState says what to do next', () => {
  render(<EmptyState title="No pushes yet" description="Push a commit." />);
  expect(screen.getByRole('heading', { name: 'No pushes yet' })).toBeVisible();
  expect(screen.getByText('Push a commit.')).toBeVisible();
});

it.each([
  [-90_000, '1 minute ago'],
  [-3 * 3600_000, '3 hours ago'],
  [2 * 24 * 3600_000, 'in 2 days'],
  [0, 'now'],
])('relative time of %d ms is "%s"', (offset, text) => {
  expect(relativeTime(1e12 + offset, 1e12)).toBe(text);
});

describe('Digest', () => {
  const value = `sha256:3f9a${'0'.repeat(56)}c21e`;

  it.each([
    [value, 'sha256:3f9a…c21e'],
    ['3f9ac21e', '3f9ac21e'],
    ['sha256:3f9ac21e', 'sha256:3f9ac21e'],
  ])('of %s is short as "%s"', (digest, text) => {
    expect(shortDigest(digest)).toBe(text);
  });

  it('copies the whole, by keyboard', async () => {
    const user = userEvent.setup();
    const writeText = jest.spyOn(navigator.clipboard, 'writeText');
    render(<Digest value={value} name="revision" />);
    expect(screen.getByTitle(value)).toHaveTextContent('sha256:3f9a…c21e');
    await user.tab();
    await user.keyboard('{Enter}');
    expect(await screen.findByText('Copied')).toBeInTheDocument();
    expect(writeText).toHaveBeenCalledWith(value);
  });

  it('shows the whole when the browser forbids copying', async () => {
    const user = userEvent.setup();
    jest
      .spyOn(navigator.clipboard, 'writeText')
      .mockRejectedValueOnce(new Error('forbidden'));
    render(<Digest value={value} name="revision" />);
    await user.click(screen.getByRole('button', { name: 'Copy revision' }));
    expect(await screen.findByText(value)).toBeInTheDocument();
  });
});

it('FactList leaves out what is not known', () => {
  render(
    <FactList
      facts={[
        ['Status', 'Accepted'],
        ['Date', undefined],
      ]}
    />,
  );
  expect(screen.getByText('Accepted')).toBeVisible();
  expect(screen.queryByText('Date')).not.toBeInTheDocument();
});

it('TreeView opens by keyboard, and asks no further than can be seen', async () => {
  // Without an end, as dependencies in a circle are.
  const node = (id: string) => ({
    id,
    name: `node ${id}`,
    children: () => [node(`${id}.`)],
  });
  render(<TreeView label="Endless" nodes={[node('a')]} />);
  await userEvent.tab();
  await userEvent.keyboard('{ArrowRight}{ArrowDown}{ArrowRight}');
  expect(
    screen.getAllByRole('row').map(row => row.getAttribute('aria-label')),
  ).toEqual(['node a', 'node a.', 'node a..']);
});
