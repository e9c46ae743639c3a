const MONTHS = [
  'jan',
  'feb',
  'mar',
  'apr',
  'may',
  'jun',
  'jul',
  'aug',
  'sep',
  'oct',
  'nov',
  'dec',
];
const MONTH = `(${MONTHS.join('|')})[a-z]*\\.?`;

type Order = 'ymd' | 'dmy' | 'mdy';
const PATTERNS: [RegExp, Order][] = [
  [/\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/, 'ymd'],
  [/\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b/, 'dmy'],
  [
    new RegExp(
      `\\b(\\d{1,2})(?:st|nd|rd|th)?\\.?(?:\\s+of)?[\\s-]+${MONTH},?[\\s-]+(\\d{4})\\b`,
      'i',
    ),
    'dmy',
  ],
  [
    new RegExp(
      `\\b${MONTH}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})\\b`,
      'i',
    ),
    'mdy',
  ],
  [new RegExp(`\\b(\\d{4})[\\s-]+${MONTH}[\\s-]+(\\d{1,2})\\b`, 'i'), 'ymd'],
];

/**
 * The first day that a text names, in whatever order its parts stand.
 *
 * @returns `YYYY-MM-DD`; undefined when there is none, when it is no day of the calendar, or when day and month cannot be
 * told apart (`04/05/2020`).
 */
export function toDate(text: string): string | undefined {
  for (const [pattern, order] of PATTERNS) {
    const match = pattern.exec(text);
    if (match) return inOrder(match.slice(1), order);
  }
  const slashed = /\b(\d{1,2})[/-](\d{1,2})[/-](\d{4})\b/.exec(text);
  if (!slashed) return undefined;
  const [first, second, year] = slashed.slice(1);
  if (Number(first) > 12) return inOrder([first, second, year], 'dmy');
  if (Number(second) > 12) return inOrder([first, second, year], 'mdy');
  return first === second ? inOrder([first, second, year], 'dmy') : undefined;
}

function inOrder(parts: string[], order: Order): string | undefined {
  const at = (part: string) => parts[order.indexOf(part)];
  const month = MONTHS.indexOf(at('m').slice(0, 3).toLowerCase()) + 1;
  const date = [
    at('y'),
    String(month || at('m')).padStart(2, '0'),
    at('d').padStart(2, '0'),
  ].join('-');
  const day = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || !day.toISOString().startsWith(date)
    ? undefined
    : date;
}
