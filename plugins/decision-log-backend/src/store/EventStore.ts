import { storableText } from '@companyos/plugin-companyos-node';
import {
  RESULTS,
  toDate,
  type Uploaded,
} from '@companyos/plugin-decision-log-common';
import type { Knex } from 'knex';
import type { FiledEvent, QuarantinedEvent } from '../event/EventReader';
import { packBlock } from './block';
import type { BlockIds } from './BlockIds';
import { copyRows, type CopyValue } from './copyRows';
import { decisionKey } from './decisionKey';
import type { InstanceCounts, InstanceStore } from './InstanceStore';
import type { Leaf, Partitions } from './Partitions';
import type { QuarantineStore } from './QuarantineStore';
import type { Terms } from './Terms';

/** What is read at once when one event is wanted. */
const MAX_BLOCK_EVENTS = 1000;
const MAX_BLOCK_BYTES = 2_097_152;

/** An upload that is sent twice at the same time finds the other's rows at its second attempt. */
const ATTEMPTS = 5;

const UNIQUE_VIOLATION = '23505';

const COLUMNS = [
  'at',
  'block',
  'entity',
  'path',
  'reason',
  'instance',
  'ord',
  'class',
  'result',
  'decision',
  'masked',
  'decision_id',
  'subject',
  'resource',
];

/** What an upload brought. */
export type ReadUpload = {
  uploadedBy: string;
  events: FiledEvent[];
  quarantined: QuarantinedEvent[];
  /** How many were dropped by configuration, by OPA's id. */
  dropped: Map<string, number>;
};

/** An event with the numbers that its row has. */
type Numbered = {
  event: FiledEvent;
  leaf: Leaf;
  key: string;
  isId: boolean;
  instance: number;
};

type Numbers = Record<'path' | 'reason' | 'entity', Map<string, number>>;

type EventStoreOptions = {
  partitions: Partitions;
  terms: Terms;
  instances: InstanceStore;
  quarantine: QuarantineStore;
  blockIds: BlockIds;
};

/** Writes uploads: all of one, or nothing. */
export class EventStore {
  readonly #knex: Knex;
  readonly #options: EventStoreOptions;

  constructor(knex: Knex, options: EventStoreOptions) {
    this.#knex = knex;
    this.#options = options;
  }

  /**
   * Stores an upload. When this returns, it is durable; an event that is there already is counted and not stored again.
   *
   * @throws the database's error when it is away; nothing is stored then.
   */
  async store(upload: ReadUpload): Promise<Uploaded> {
    const instances = await this.#instances(upload);
    const numbered = upload.events.map(event =>
      this.#number(event, instances.get(event.opaId)!),
    );
    const byLeaf = Map.groupBy(numbered, ({ leaf }) => leaf);
    for (const leaf of byLeaf.keys()) {
      await this.#options.partitions.ensure(leaf);
    }
    const numbers = await this.#numbers(upload.events);

    let wanted = [...byLeaf.values()].flatMap(firsts);
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#write(upload, { numbered, wanted, numbers, instances });
        break;
      } catch (error) {
        if (
          (error as { code?: string }).code !== UNIQUE_VIOLATION ||
          attempt === ATTEMPTS
        )
          throw error;
        wanted = await this.#withoutStored(wanted);
      }
    }
    return {
      stored: wanted.length,
      duplicates: numbered.length - wanted.length,
      quarantined: upload.quarantined.length,
      dropped: sum(upload.dropped.values()),
    };
  }

  async #instances(upload: ReadUpload): Promise<Map<string, number>> {
    const usual = usualOpaId(upload);
    const ids = new Map<string, number>();
    const opaIds = new Set([
      ...upload.events.map(({ opaId }) => opaId),
      ...upload.quarantined.map(({ opaId }) => opaId ?? usual),
      ...upload.dropped.keys(),
    ]);
    for (const opaId of opaIds) {
      const { uploadedBy } = upload;
      ids.set(opaId, await this.#options.instances.id({ uploadedBy, opaId }));
    }
    return ids;
  }

  #number(event: FiledEvent, instance: number): Numbered {
    const { partitions } = this.#options;
    const leaf = partitions.leafOf(event.retentionClass, event.at);
    return { event, leaf, instance, ...decisionKey(event.id) };
  }

  async #numbers(events: FiledEvent[]): Promise<Numbers> {
    const { terms } = this.#options;
    const newest = events.reduce((day, { at }) => Math.max(day, at), 0);
    const ids = (
      kind: keyof Numbers,
      texts: (string | undefined)[],
    ): Promise<Map<string, number>> =>
      terms.ids(
        kind,
        new Set(texts.filter(text => text !== undefined)),
        toDate(newest),
      );
    return {
      path: await ids(
        'path',
        events.map(({ path }) => path),
      ),
      reason: await ids(
        'reason',
        events.map(({ reason }) => reason),
      ),
      entity: await ids(
        'entity',
        events.map(({ entityRef }) => entityRef),
      ),
    };
  }

  async #write(
    upload: ReadUpload,
    filed: {
      numbered: Numbered[];
      wanted: Numbered[];
      numbers: Numbers;
      instances: Map<string, number>;
    },
  ): Promise<void> {
    const blocks = toBlocks(filed.wanted).map(events => ({
      events,
      // While the database takes in the rows.
      packed: packBlock(events.map(({ event }) => event.bytes)),
    }));
    await this.#knex.transaction(async trx => {
      for (const { events, packed } of blocks) {
        const [{ leaf }] = events;
        const id = await this.#options.blockIds.next();
        const rows = events.map((event, ord) =>
          toRow(event, id, ord, filed.numbers),
        );
        await copyRows(trx, { name: leaf.events, columns: COLUMNS }, rows);
        await trx.raw(
          `insert into ${leaf.blocks} (id, class, at, data) values (?, ?, ?, ?)`,
          [id, leaf.classId, leaf.day, await packed],
        );
      }
      await this.#options.quarantine.add(
        trx,
        upload.quarantined.map(event => ({
          event,
          instance: filed.instances.get(event.opaId ?? usualOpaId(upload))!,
        })),
      );
      await this.#count(trx, upload, filed);
    });
  }

  async #count(
    trx: Knex.Transaction,
    upload: ReadUpload,
    filed: {
      numbered: Numbered[];
      wanted: Numbered[];
      instances: Map<string, number>;
    },
  ): Promise<void> {
    const usual = usualOpaId(upload);
    // In one order everywhere, so that two uploads cannot wait for each other.
    const ordered = [...filed.instances].sort(([, a], [, b]) => a - b);
    for (const [opaId, id] of ordered) {
      const stored = filed.wanted.filter(({ instance }) => instance === id);
      const came = filed.numbered.filter(({ instance }) => instance === id);
      const counts: InstanceCounts = {
        stored: stored.length,
        unmapped: stored.filter(({ event }) => !event.entityRef).length,
        duplicates: came.length - stored.length,
        quarantined: upload.quarantined.filter(
          event => (event.opaId ?? usual) === opaId,
        ).length,
        dropped: upload.dropped.get(opaId) ?? 0,
      };
      const last = came.at(-1)?.event;
      await this.#options.instances.count(trx, id, counts, {
        labels: last?.labels,
        entityRef: last?.entityRef,
      });
    }
  }

  async #withoutStored(events: Numbered[]): Promise<Numbered[]> {
    const missing: Numbered[] = [];
    for (const [leaf, group] of Map.groupBy(events, event => event.leaf)) {
      const { rows } = await this.#knex.raw(
        `select decision from ${leaf.events} where decision = any(?::uuid[])`,
        [`{${group.map(({ key }) => key).join(',')}}`],
      );
      const stored = new Set(
        rows.map(({ decision }: { decision: string }) => decision),
      );
      missing.push(...group.filter(({ key }) => !stored.has(key)));
    }
    return missing;
  }
}

/** What names no OPA is of the one in whose upload it came. */
function usualOpaId(upload: ReadUpload): string {
  return upload.events[0]?.opaId ?? '';
}

/** Each decision once. */
function firsts(events: Numbered[]): Numbered[] {
  const seen = new Set<string>();
  return events.filter(({ key }) => !seen.has(key) && seen.add(key));
}

/** Events of one day and class in each, few enough to be read at once. */
function toBlocks(events: Numbered[]): Numbered[][] {
  const blocks: Numbered[][] = [];
  for (const group of Map.groupBy(events, ({ leaf }) => leaf).values()) {
    let block: Numbered[] = [];
    let size = 0;
    for (const numbered of group) {
      if (
        block.length === MAX_BLOCK_EVENTS ||
        (block.length > 0 &&
          size + numbered.event.bytes.length > MAX_BLOCK_BYTES)
      ) {
        blocks.push(block);
        block = [];
        size = 0;
      }
      block.push(numbered);
      size += numbered.event.bytes.length;
    }
    blocks.push(block);
  }
  return blocks;
}

function toRow(
  { event, leaf, key, isId, instance }: Numbered,
  block: number,
  ord: number,
  numbers: Numbers,
): CopyValue[] {
  return [
    event.at,
    block,
    numberOf(numbers.entity, event.entityRef),
    numberOf(numbers.path, event.path),
    numberOf(numbers.reason, event.reason),
    instance,
    ord,
    leaf.classId,
    RESULTS.indexOf(event.result),
    key,
    event.masked,
    isId ? undefined : storableText(event.id),
    event.subject && storableText(event.subject),
    event.resource && storableText(event.resource),
  ];
}

function numberOf(numbers: Map<string, number>, text: string | undefined) {
  return text === undefined ? undefined : numbers.get(text);
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
