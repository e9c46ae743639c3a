import { isUtf8 } from 'node:buffer';
import {
  DAY_MICROS,
  membersOf,
  normalisePath,
  resultOf,
  toMicros,
  valueAt,
  type QuarantineCode,
  type Result,
} from '@companyos/plugin-decision-log-common';
import { editJson } from '../json/editJson';
import type { EventRules } from './EventRules';
import type { PolicyPaths } from './PolicyPaths';

/** How far ahead a clock may be. */
const AHEAD_MICROS = 2 * DAY_MICROS;

/** The longest that is filed of a text; the event has it whole. */
const MAX_TEXT = 256;

const MAX_ID = 500;

/** An event, and all that it is filed under. */
export type FiledEvent = {
  kind: 'event';
  /** As it is kept: what is masked is not in it. */
  bytes: Buffer;
  id: string;
  /** Microseconds since 1970. */
  at: number;
  labels: Record<string, unknown>;
  opaId: string;
  entityRef?: string;
  path?: string;
  result: Result;
  reason?: string;
  subject?: string;
  resource?: string;
  masked: boolean;
  retentionClass: string;
};

/** An event that cannot be kept as one. */
export type QuarantinedEvent = {
  kind: 'quarantined';
  code: QuarantineCode;
  reason: string;
  bytes: Buffer;
  opaId?: string;
};

/** What became of the bytes of one event. */
export type ReadEvent =
  | FiledEvent
  | QuarantinedEvent
  | { kind: 'dropped'; opaId: string; labels: Record<string, unknown> };

type Event = {
  decision_id: string;
  timestamp: string;
  labels?: Record<string, unknown> | null;
  path?: string | null;
  erased?: string[] | null;
  masked?: string[] | null;
  error?: unknown;
  result?: unknown;
};

/** Reads events one by one: each is filed, dropped or put into quarantine, and none can harm another. */
export class EventReader {
  readonly #rules: EventRules;
  readonly #paths: PolicyPaths;

  constructor(rules: EventRules, paths: PolicyPaths) {
    this.#rules = rules;
    this.#paths = paths;
  }

  /** @param now - microseconds since 1970 */
  read(bytes: Buffer, now: number): ReadEvent {
    const quarantine = (
      code: QuarantineCode,
      reason: string,
      opaId?: string,
    ): QuarantinedEvent => ({
      kind: 'quarantined',
      code,
      reason,
      bytes,
      opaId,
    });

    if (bytes.length > this.#rules.maxEventBytes)
      return quarantine(
        'EVENT_TOO_LARGE',
        `has ${bytes.length} bytes; at most ${
          this.#rules.maxEventBytes
        } are kept`,
      );
    if (!isUtf8(bytes)) return quarantine('NOT_UTF8', 'is not UTF-8');
    const text = bytes.toString();
    const json = parse(text);
    if (json === undefined) return quarantine('JSON_INVALID', 'is not JSON');
    const wrong = whatIsWrong(json);
    if (wrong) return quarantine('EVENT_INVALID', wrong);
    const event = json as Event;
    const labels = event.labels ?? {};
    const opaId = typeof labels.id === 'string' ? labels.id : '';
    const path =
      typeof event.path === 'string' ? normalisePath(event.path) : undefined;
    const at = toMicros(event.timestamp);
    if (at === undefined)
      return quarantine('EVENT_INVALID', 'timestamp: is no time', opaId);
    const retention = this.#rules.retentionOf(path, labels);
    if (at > now + AHEAD_MICROS || at < now - retention.days * DAY_MICROS)
      return quarantine(
        'TIME_OUT_OF_RANGE',
        `timestamp: is not between ${retention.days} days ago and 2 days ahead`,
        opaId,
      );
    const result = resultOf(event, this.#rules.resultRuleOf(path));
    if (this.#rules.drops(path, result)) {
      return { kind: 'dropped', opaId, labels };
    }
    const kept = this.#mask(event, text, bytes, path);
    return {
      kind: 'event',
      bytes: kept.bytes,
      id: event.decision_id,
      at,
      labels,
      opaId,
      entityRef: this.#paths.entityOf(labels, path),
      path,
      result,
      reason: reasonOf(kept.event, this.#rules.fields.reason),
      subject: textAt(kept.event, this.#rules.fields.subject),
      resource: textAt(kept.event, this.#rules.fields.resource),
      masked: Boolean(kept.event.erased?.length || kept.event.masked?.length),
      retentionClass: retention.name,
    };
  }

  #mask(event: Event, text: string, bytes: Buffer, path?: string) {
    const masks = this.#rules.masksOf(path);
    if (!masks) return { event, bytes };
    const edited = editJson(text, masks);
    if (edited.removed.length + edited.replaced.length === 0)
      return { event, bytes };
    const marked = withMarks(edited.text, {
      erased: [...(event.erased ?? []), ...edited.removed],
      masked: [...(event.masked ?? []), ...edited.replaced],
    });
    return { event: JSON.parse(marked) as Event, bytes: Buffer.from(marked) };
  }
}

/**
 * Checks what an event is filed by; all else may be anything. By hand, because a schema takes as long as reading the JSON.
 *
 * @see https://www.openpolicyagent.org/docs/management-decision-logs
 */
function whatIsWrong(json: unknown): string | undefined {
  if (!isObject(json)) return '(whole): is no object';
  const { decision_id: id, timestamp, labels, path, erased, masked } = json;
  if (typeof id !== 'string' || id === '' || id.length > MAX_ID)
    return `decision_id: is no text of 1 to ${MAX_ID} characters`;
  if (typeof timestamp !== 'string') return 'timestamp: is no time';
  if (!isAbsent(labels) && !isObject(labels)) return 'labels: is no object';
  if (!isAbsent(path) && typeof path !== 'string') return 'path: is no text';
  if (!isAbsent(erased) && !isTexts(erased))
    return 'erased: is no list of texts';
  if (!isAbsent(masked) && !isTexts(masked))
    return 'masked: is no list of texts';
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The event with OPA's own marks of what was masked, and ours. */
function withMarks(text: string, marks: Record<string, string[]>): string {
  const members = [...membersOf(text)]
    .filter(([name]) => !Object.hasOwn(marks, name))
    .map(([name, value]) => `${JSON.stringify(name)}:${value}`);
  const added = Object.entries(marks)
    .filter(([, pointers]) => pointers.length > 0)
    .map(([name, pointers]) => `"${name}":${JSON.stringify(pointers)}`);
  return `{${[...members, ...added].join(',')}}`;
}

function reasonOf(event: Event, pointers: string[][]): string | undefined {
  const { error } = event;
  const code = valueAt(error, ['code']) ?? valueAt(error, ['message']);
  return typeof code === 'string' ? clip(code) : textAt(event, pointers);
}

/** The first of the places that has a text or a number. One that is too long would be found by another's beginning. */
function textAt(event: Event, pointers: string[][]): string | undefined {
  for (const pointer of pointers) {
    const value = valueAt(event, pointer);
    if (typeof value === 'string') {
      return value === '' || value.length > MAX_TEXT ? undefined : value;
    }
    if (Number.isSafeInteger(value)) return String(value);
  }
  return undefined;
}

function clip(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}
