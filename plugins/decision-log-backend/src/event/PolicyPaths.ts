import { entityRefSchema } from '@companyos/plugin-companyos-common';
import type { MirroredEntity } from '@companyos/plugin-companyos-node';
import { mostExact, normalisePath } from './paths';

/** Entities say here which decision paths are theirs, separated by commas. */
export const POLICY_PATH_ANNOTATION = 'companyos.dev/policy-path';

/** Which entity an event belongs to. */
export class PolicyPaths {
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

  /** By OPA's label `entity`, else by the path. */
  entityOf(
    labels: Record<string, unknown>,
    path: string | undefined,
  ): string | undefined {
    const named = entityRefSchema.safeParse(labels.entity);
    if (named.success) return named.data;
    return path === undefined
      ? undefined
      : mostExact(path, this.#prefixes)?.entityRef;
  }
}
