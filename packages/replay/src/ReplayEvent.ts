import {
  membersOf,
  mostExact,
  normalisePath,
  resultOf,
  toNanos,
  valueAt,
  type NotReplayedCode,
  type ReadingRules,
  type Result,
} from '@companyos/plugin-decision-log-common';

const MAX_TEXT = 256;

/** A decision that can be made again. Texts are JSON as it was logged, so that numbers keep their digits. */
export type ReplayEvent = {
  id: string;
  time: string;
  /** Nanoseconds since 1970. */
  nanos: bigint;
  path: string;
  inputText: string;
  /** Absent when there was no result. */
  resultText?: string;
  result: Result;
  reason?: string;
  /** Answers of functions that are not deterministic, by function and arguments. */
  logged?: { text: string; functions: string[]; clock?: string };
  /** What the input says about who asked; read when it is asked for. */
  who(): { role?: string; tenant?: string };
};

/** What cannot be made again, and why. */
export type Unreplayable = { code: NotReplayedCode; detail?: string };

type Event = {
  decision_id?: unknown;
  timestamp?: unknown;
  path?: unknown;
  input?: unknown;
  result?: unknown;
  error?: unknown;
  erased?: unknown;
  masked?: unknown;
};

/**
 * Reads an event as OPA logs it.
 *
 * @param text - JSON of one event
 */
export function readReplayEvent(
  text: string,
  rules: ReadingRules,
): ReplayEvent | Unreplayable {
  const event = parse(text);
  const { decision_id: id, timestamp, path: rawPath } = event ?? {};
  const nanos = typeof timestamp === 'string' ? toNanos(timestamp) : undefined;
  if (!event || typeof id !== 'string' || nanos === undefined)
    return { code: 'EVENT_INVALID' };
  const path = typeof rawPath === 'string' ? normalisePath(rawPath) : '';
  if (path === '') return { code: 'PATH_ABSENT' };
  const hidden = [...listOf(event.erased), ...listOf(event.masked)];
  if (hidden.some(pointer => isIn(pointer, '/input')))
    return { code: 'INPUT_MASKED' };
  if (hidden.some(pointer => isIn(pointer, '/result')))
    return { code: 'RESULT_MASKED' };
  if (event.input === undefined) return { code: 'INPUT_ABSENT' };
  const members = new Map(membersOf(text));
  const loggedText = members.get('nd_builtin_cache');
  return {
    id,
    time: timestamp as string,
    nanos,
    path,
    inputText: members.get('input')!,
    resultText: members.get('result'),
    result: resultOf(event, mostExact(path, rules.results)),
    reason: reasonOf(event.result, rules),
    ...(loggedText?.startsWith('{') && { logged: loggedOf(loggedText) }),
    who: () => ({
      role: textAt(event, rules.fields.role),
      tenant: textAt(event, rules.fields.tenant),
    }),
  };
}

/** What a result gives as its reason. */
export function reasonOf(
  result: unknown,
  { fields }: ReadingRules,
): string | undefined {
  return textAt({ result }, fields.reason);
}

function loggedOf(text: string): ReplayEvent['logged'] {
  const functions = new Map(membersOf(text));
  const clock = functions.get('time.now_ns');
  return {
    text,
    functions: [...functions.keys()],
    clock: clock?.startsWith('{')
      ? new Map(membersOf(clock)).get('[]')
      : undefined,
  };
}

function textAt(document: unknown, pointers: string[][]): string | undefined {
  for (const pointer of pointers) {
    const value = valueAt(document, pointer);
    if (typeof value === 'string' && value !== '')
      return value.slice(0, MAX_TEXT);
    if (Array.isArray(value) && value.every(item => typeof item === 'string'))
      return value.sort().join(', ').slice(0, MAX_TEXT);
  }
  return undefined;
}

function listOf(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter(item => typeof item === 'string')
    : [];
}

function isIn(pointer: string, member: string): boolean {
  return pointer === member || pointer.startsWith(`${member}/`);
}

function parse(text: string): Event | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
