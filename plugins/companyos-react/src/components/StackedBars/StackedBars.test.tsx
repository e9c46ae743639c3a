import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StackedBars, type Series } from './StackedBars';

const series: Series[] = [
  { label: 'Allowed', tone: 'positive' },
  { label: 'Denied', tone: 'negative' },
];
const bars = [
  { id: 'a', label: '10:00', tick: '10:00', values: [1200, 30] },
  { id: 'b', label: '11:00', values: [0, 0] },
];

function show(onSelect?: (bar: { id: string }) => void) {
  return render(
    <StackedBars
      label="Decisions over time"
      series={series}
      bars={bars}
      onSelect={onSelect}
    />,
  );
}

it('draws each amount with a colour and lines of its own, and nothing of nothing', () => {
  const { container } = show();
  expect(
    screen.getByRole('img', { name: 'Decisions over time' }),
  ).toBeInTheDocument();
  const drawn = [...container.querySelectorAll('rect[data-tone]')].map(rect =>
    rect.getAttribute('data-tone'),
  );
  expect(drawn).toEqual(['positive', 'negative']);
  const lines = [...container.querySelectorAll('pattern path')].map(path =>
    path.getAttribute('d'),
  );
  expect(new Set(lines).size).toBe(2);
  expect(container.querySelector('title')).toHaveTextContent(
    '10:00 Allowed 1,200 Denied 30',
  );
  expect(screen.getByText('2,000')).toBeInTheDocument();
});

it('tells which bar was pressed, by mouse and, as a table, by keyboard', async () => {
  const onSelect = jest.fn();
  const { container } = show(onSelect);
  await userEvent.click(container.querySelector('rect[data-tone]')!);
  expect(onSelect).toHaveBeenLastCalledWith(
    expect.objectContaining({ id: 'a' }),
  );
  await userEvent.click(screen.getByRole('button', { name: 'Show as table' }));
  expect(screen.getAllByRole('row')).toHaveLength(2);
  onSelect.mockClear();
  screen.getByRole('row', { name: '10:00' }).focus();
  await userEvent.keyboard('{Enter}');
  expect(onSelect).toHaveBeenLastCalledWith(
    expect.objectContaining({ id: 'a' }),
  );
});
