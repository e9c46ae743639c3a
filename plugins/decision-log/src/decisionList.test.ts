import { decision, page } from './__testUtils__/decisionLog';
import { withNewer, withOlder } from './decisionList';

const one = decision({ id: '1', time: '2026-01-01T00:00:01.000001Z' });
const two = decision({ id: '2', time: '2026-01-01T00:00:01.000002Z' });
const three = decision({ id: '3', time: '2026-01-01T00:00:03.000000Z' });

it('grows at both ends, and has each decision once', () => {
  const list = withOlder(undefined, page([two], { nextCursor: 'c' }));
  const older = withOlder(list, page([one], { searched: 5 }));
  expect(older.nextCursor).toBeUndefined();
  expect(older.searched).toBe(5);
  const newer = withNewer(older, [three, two]);
  expect(newer.items.map(({ id }) => id)).toEqual(['3', '2', '1']);
  // Nothing new, nothing to draw again.
  expect(withNewer(newer, [two]).items).toBe(newer.items);
});

it('puts what was late where it belongs', () => {
  const list = withOlder(undefined, page([three, one]));
  expect(withNewer(list, [two]).items.map(({ id }) => id)).toEqual([
    '3',
    '2',
    '1',
  ]);
});

it('takes the same id at another time for another decision', () => {
  const list = withOlder(undefined, page([one]));
  const again = decision({ id: '1', time: '2026-01-02T00:00:00.000000Z' });
  expect(withNewer(list, [again]).items).toHaveLength(2);
});
