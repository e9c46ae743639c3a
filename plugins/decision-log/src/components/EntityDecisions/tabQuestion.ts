import { RESULTS, type Result } from '@companyos/plugin-decision-log-common';
import {
  lastWindow,
  spanOf,
  SPANS,
  windowOf,
  type TimeWindow,
} from '../../window';

/** What the tab is asked, as it stands in the address. */
export type TabQuestion = {
  window: TimeWindow;
  /** How the window is said in a sentence. */
  words: string;
  /** Up to now, so that newer ones belong to it. */
  isOpen: boolean;
  result?: Result;
  path?: string;
  reason?: string;
  subject?: string;
  resource?: string;
  query?: string;
};

/** What can be typed in; those of the second kind are about what was asked. */
export const TEXT_FILTERS = ['path', 'reason'] as const;

/** @see TEXT_FILTERS */
export const INPUT_FILTERS = ['subject', 'resource', 'query'] as const;

/** Reads the address; what makes no sense there is passed over. */
export function readQuestion(
  get: (key: string) => string,
  now: number,
): TabQuestion {
  const from = Date.parse(get('from'));
  const to = Date.parse(get('to'));
  const isFixed = from < to;
  const span = spanOf(get('span'));
  const texts = [...TEXT_FILTERS, ...INPUT_FILTERS].map(key => [
    key,
    get(key).trim() || undefined,
  ]);
  return {
    window: isFixed ? windowOf(from, to) : lastWindow(span, now),
    words: isFixed ? 'in this span of time' : SPANS[span].words,
    isOpen: !isFixed,
    result: RESULTS.find(result => result === get('result')),
    ...Object.fromEntries(texts),
  };
}
