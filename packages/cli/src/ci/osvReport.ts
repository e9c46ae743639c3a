import type { Predicate } from '@companyos/evidence';
import { z } from 'zod/v4';

const vulnerabilitySchema = z.looseObject({
  id: z.string(),
  summary: z.string().optional(),
  aliases: z.array(z.string()).optional(),
  severity: z
    .array(z.looseObject({ type: z.string(), score: z.string() }))
    .optional(),
  database_specific: z.looseObject({ severity: z.unknown() }).optional(),
  affected: z
    .array(
      z.looseObject({
        package: z
          .looseObject({ ecosystem: z.string(), name: z.string() })
          .optional(),
        ranges: z
          .array(
            z.looseObject({
              events: z.array(z.looseObject({ fixed: z.string().optional() })),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
});

/**
 * What OSV-Scanner writes as JSON, as far as it is read here.
 *
 * @see https://google.github.io/osv-scanner/output/
 */
export const osvReportSchema = z.looseObject({
  results: z.array(
    z.looseObject({
      packages: z.array(
        z.looseObject({
          package: z.looseObject({
            name: z.string(),
            version: z.string(),
            ecosystem: z.string(),
          }),
          groups: z.array(
            z.looseObject({
              ids: z.array(z.string()).min(1),
              aliases: z.array(z.string()).optional(),
              max_severity: z.string().optional(),
            }),
          ),
          vulnerabilities: z.array(vulnerabilitySchema),
        }),
      ),
    }),
  ),
});

type OsvReport = z.infer<typeof osvReportSchema>;
type OsvPackage = OsvReport['results'][number]['packages'][number];
type Result = Predicate<'vulnerabilities'>['scanner']['result'][number];

/**
 * One result for each vulnerability of each package. Advisories that OSV knows to be the same count once, under the first
 * of their ids; the package is called as the bill of materials calls it.
 */
export function resultsOf(
  report: OsvReport,
  bom: Predicate<'cyclonedx'>,
): Result[] {
  const purls = purlsOf(bom);
  return report.results
    .flatMap(({ packages }) => packages)
    .flatMap(one =>
      one.groups.map(group =>
        resultOf(one, group, purls.get(keyOf(one.package))),
      ),
    );
}

function resultOf(
  { package: affected, vulnerabilities }: OsvPackage,
  { ids, aliases = [], max_severity: score }: OsvPackage['groups'][number],
  purl: string | undefined,
): Result {
  const [id] = ids;
  const same = vulnerabilities.filter(one => ids.includes(one.id));
  const word = same
    .map(one => one.database_specific?.severity)
    .find(value => typeof value === 'string');
  return {
    id,
    severity: [
      ...same.flatMap(({ severity = [] }) =>
        severity.map(({ type, score: vector }) => ({
          method: type,
          score: vector,
        })),
      ),
      ...(score ? [{ method: 'cvss_score', score }] : []),
      ...(word ? [{ method: 'osv_severity', score: word }] : []),
    ],
    annotations: [
      {
        purl: purl ?? genericPurl(affected),
        aliases: [...new Set([...ids.slice(1), ...aliases])].filter(
          alias => alias !== id,
        ),
        fixed: fixesOf(same, affected),
        summary: same.find(({ summary }) => summary)?.summary,
      },
    ],
  };
}

function fixesOf(
  vulnerabilities: z.infer<typeof vulnerabilitySchema>[],
  { name, ecosystem }: OsvPackage['package'],
): string[] {
  const fixes = vulnerabilities
    .flatMap(({ affected = [] }) => affected)
    .filter(
      one => one.package?.name === name && one.package.ecosystem === ecosystem,
    )
    .flatMap(({ ranges = [] }) => ranges)
    .flatMap(({ events }) => events)
    .flatMap(({ fixed }) => (fixed ? [fixed] : []));
  return [...new Set(fixes)];
}

function purlsOf({ components = [] }: Predicate<'cyclonedx'>) {
  return new Map(
    components.flatMap(one => {
      const {
        name,
        version = '',
        purl,
        group,
      } = one as typeof one & {
        group?: string;
      };
      const full = group ? `${group}/${name}` : name;
      return purl ? [[keyOf({ name: full, version }), purl] as const] : [];
    }),
  );
}

function keyOf({ name, version }: { name: string; version: string }): string {
  return `${name}@${version}`;
}

function genericPurl({ name, version, ecosystem }: OsvPackage['package']) {
  const type = ecosystem.toLowerCase();
  return `pkg:${type}/${name.replace('@', '%40')}@${version}`;
}
