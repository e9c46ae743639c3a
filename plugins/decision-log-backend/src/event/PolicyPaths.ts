import { entityRefSchema } from '@companyos/plugin-companyos-common';
import type { MirroredEntity } from '@companyos/plugin-companyos-node';
import {
  mostExact,
  normalisePath,
} from '@companyos/plugin-decision-log-common';

/** Entities say here which decision paths are theirs, separated by commas. */
export const POLICY_PATH_ANNOTATION = 'companyos.dev/policy-path';

const MAX_LABELS = 10_000;

/** Which entity an event belongs to. */
export class PolicyPaths {
  readonly #labels = new Map<string, string | undefined>();
  #prefixes: { path: string; entityRef: string | undefined }[] = [];

  /** Takes over what the catalog says. A path that several entities claim belongs to none of them. */
  update(entities: Pick<MirroredEntity, 'entityRef' | 'annotations'>[]): void {
    const owners = new Map<string, string | undefined>();
    for (const { entityRef, annotations } of entities) {
      const paths = (annotations[POLICY_PATH_ANNOTATION] ?? '')
        .split(',')
        .map(path => normalisePath(path.trim()).replace(/\/+$/, ''))
        .filter(Boolean);
      for (const path of new Set(paths)) {
        owners.set(path, owners.has(path) ? undefined : entityRef);
      }
    }
    this.#prefixes = [...owners].map(([path, entityRef]) => ({
      path,
      entityRef,
    }));
  }

  // An OPA says the same with each event.
  #named(label: unknown): string | undefined {
    if (typeof label !== 'string') return undefined;
    if (!this.#labels.has(label)) {
      if (this.#labels.size > MAX_LABELS) this.#labels.clear();
      this.#labels.set(label, entityRefSchema.safeParse(label).data);
    }
    return this.#labels.get(label);
  }

  /** By OPA's label `entity`, else by the path. */
  entityOf(
    labels: Record<string, unknown>,
    path: string | undefined,
  ): string | undefined {
    const named = this.#named(labels.entity);
    if (named) return named;
    return path === undefined
      ? undefined
      : mostExact(path, this.#prefixes)?.entityRef;
  }
}
