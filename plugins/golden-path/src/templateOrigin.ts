import type { Entity } from '@backstage/catalog-model';
import type { Evidence, Verdict } from '@companyos/plugin-companyos-common';

/** On what a template made: which template, and its version then. */
export const TEMPLATE_ANNOTATION = 'companyos.dev/template';

/** On a template: its version now. */
export const TEMPLATE_VERSION_ANNOTATION = 'companyos.dev/template-version';

/** The template that made an entity. */
export type TemplateOrigin = { entityRef: string; version?: string };

/**
 * Reads `service-api@1.0.0` or `template:default/service-api@1.0.0`.
 *
 * @returns undefined when the entity was not made by a template
 */
export function templateOrigin(entity: Entity): TemplateOrigin | undefined {
  const annotation = entity.metadata.annotations?.[TEMPLATE_ANNOTATION];
  if (!annotation) return undefined;
  const [ref, version] = annotation.split('@');
  const [name, namespace = 'default'] = ref
    .replace(/^template:/i, '')
    .split('/')
    .reverse();
  return {
    entityRef: `template:${namespace}/${name}`,
    version: version || undefined,
  };
}

/** Says how an entity stands to the template that made it, as the catalog has it now. */
export function templateVerdict(
  origin: TemplateOrigin,
  template: Entity | undefined,
): { verdict: Verdict; label: string; evidence: Evidence } {
  const current = template?.metadata.annotations?.[TEMPLATE_VERSION_ANNOTATION];
  const evidence: Evidence = {
    what: `version ${origin.version ?? 'unknown'} of ${origin.entityRef}`,
    against: current && `version ${current}, which the catalog has`,
    by: `the annotation ${TEMPLATE_ANNOTATION}`,
  };
  if (!current || !origin.version) {
    const reason = origin.version
      ? 'the catalog does not have the template, or not its version'
      : 'the annotation names no version';
    return {
      verdict: 'unknown',
      label: 'Cannot compare',
      evidence: { ...evidence, reason },
    };
  }
  return current === origin.version
    ? { verdict: 'positive', label: 'Current', evidence }
    : { verdict: 'warning', label: `${current} is out`, evidence };
}
