import {
  EXPORT_FORMAT,
  type ExportHeader,
  type ReadingRules,
} from '@companyos/plugin-decision-log-common';
import type { DecisionStore } from '../store/DecisionStore';
import type { TimeWindow } from '../window';
import { storedEvents } from './storedEvents';

/** An entity's events, one a line, after a line that says how they are read. */
export async function* exportEvents(
  store: DecisionStore,
  about: { entityRef: string; window: TimeWindow; rules: ReadingRules },
): AsyncGenerator<string> {
  const { entityRef, window, rules } = about;
  const instant = (micros: number) => new Date(micros / 1000).toISOString();
  const header: ExportHeader = {
    format: EXPORT_FORMAT,
    entityRef,
    from: instant(window.from),
    to: instant(window.to),
    rules,
  };
  yield `${JSON.stringify(header)}\n`;
  for await (const event of storedEvents(store, entityRef, window)) {
    // Between the parts of JSON a line may end; inside of a string it cannot.
    yield `${event.replace(/[\r\n]/g, ' ')}\n`;
  }
}
