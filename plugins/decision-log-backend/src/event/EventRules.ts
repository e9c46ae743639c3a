import {
  isBelow,
  mostExact,
  type Result,
  type ResultRule,
} from '@companyos/plugin-decision-log-common';
import { toEditTree, type Edit, type EditTree } from '../json/editJson';

/** How long events are kept; those of the default class are of none of the others. */
export type RetentionClass = {
  name: string;
  days: number;
  /** Paths with all below them. */
  paths: string[];
  /** A label of OPA with one of its values. */
  labels: Record<string, string>;
};

/** What is not kept of events: of a path and all below it. */
export type MaskRule = { path: string; edits: [pointer: string, edit: Edit][] };

/** Events that are not kept at all. */
export type DropRule = { path: string; results?: Result[] };

/** @see EventRules */
export type EventRulesOptions = {
  maxEventBytes: number;
  retentionDays: number;
  classes: RetentionClass[];
  masks: MaskRule[];
  drops: DropRule[];
  results: ResultRule[];
  /** Where in an event to look, in this order. */
  fields: Record<'subject' | 'resource' | 'reason', string[][]>;
};

/** The name of the class of all that is in no other. */
export const DEFAULT_CLASS = 'default';

/** What the configuration says about events. */
export class EventRules {
  readonly #options: EventRulesOptions;
  readonly #default: RetentionClass;
  readonly #masks = new Map<string, EditTree | undefined>();

  constructor(options: EventRulesOptions) {
    this.#options = options;
    this.#default = {
      name: DEFAULT_CLASS,
      days: options.retentionDays,
      paths: [],
      labels: {},
    };
  }

  get maxEventBytes(): number {
    return this.#options.maxEventBytes;
  }

  get fields(): EventRulesOptions['fields'] {
    return this.#options.fields;
  }

  /** All retention classes, the default one first. */
  get classes(): RetentionClass[] {
    return [this.#default, ...this.#options.classes];
  }

  /** Whether anything is masked: then nothing may be kept that was not read. */
  get masksAnything(): boolean {
    return this.#options.masks.length > 0;
  }

  /** The first class that the event is of. */
  retentionOf(
    path: string | undefined,
    labels: Record<string, unknown>,
  ): RetentionClass {
    return (
      this.#options.classes.find(
        candidate =>
          Object.entries(candidate.labels).some(
            ([name, value]) => labels[name] === value,
          ) ||
          (path !== undefined &&
            candidate.paths.some(prefix => isBelow(path, prefix))),
      ) ?? this.#default
    );
  }

  resultRuleOf(path: string | undefined): ResultRule | undefined {
    return path === undefined
      ? undefined
      : mostExact(path, this.#options.results);
  }

  drops(path: string | undefined, result: Result): boolean {
    return this.#options.drops.some(
      rule =>
        isBelow(path ?? '', rule.path) &&
        (rule.results?.includes(result) ?? true),
    );
  }

  /** All masks that are for the path; undefined when there is none. */
  masksOf(path = ''): EditTree | undefined {
    if (!this.masksAnything) return undefined;
    const rules = this.#options.masks.filter(rule => isBelow(path, rule.path));
    if (rules.length === 0) return undefined;
    const key = rules.map(rule => rule.path).join('\n');
    let tree = this.#masks.get(key);
    if (!tree) {
      tree = toEditTree(rules.flatMap(rule => rule.edits));
      this.#masks.set(key, tree);
    }
    return tree;
  }
}
