import type { MirroredEntity } from '@companyos/plugin-companyos-node';

/** The value of the counter's label that is an entity's, such as a Prometheus job. */
export const COUNTER_ANNOTATION = 'companyos.dev/decision-counter';

/** By which name each entity counts its decisions: as it says, else a component of the namespace `default` by its own. */
export class ServiceNames {
  readonly #byName = new Map<string, string | undefined>();
  readonly #byEntity = new Map<string, string>();

  constructor(entities: Pick<MirroredEntity, 'entityRef' | 'annotations'>[]) {
    for (const { entityRef, annotations } of entities) {
      const [, own] = /^component:default\/(.*)$/.exec(entityRef) ?? [];
      const name = annotations[COUNTER_ANNOTATION]?.trim() || own;
      if (!name) continue;
      this.#byEntity.set(entityRef, name);
      // What two entities claim belongs to neither.
      this.#byName.set(name, this.#byName.has(name) ? undefined : entityRef);
    }
  }

  entityOf(name: string): string | undefined {
    return this.#byName.get(name);
  }

  nameOf(entityRef: string): string | undefined {
    return this.#byEntity.get(entityRef);
  }
}
