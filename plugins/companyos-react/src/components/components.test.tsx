import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ForwardedError } from '@backstage/errors';
import { EmptyState, RequestState, VerdictChip, relativeTime } from '.';

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
