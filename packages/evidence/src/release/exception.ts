import { createHash } from 'node:crypto';
import { z } from 'zod/v4';
import { EvidenceError, problemsOf } from '../errors';
import {
  createStatement,
  PREDICATE_TYPES,
  type Predicate,
  type Statement,
} from '../statement';
import { fields, present, text, texts, utcTime } from '../statement/loose';
import { productDigest, productId } from './product';

/** Why a product is not affected, in the words of OpenVEX. @public */
export const VEX_JUSTIFICATIONS = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
] as const;

/** Owners are people of the catalog: a group, or somebody. */
export const ownerRef = z
  .string()
  .regex(
    /^(group|user):[a-z0-9][a-z0-9._-]*\/[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'use a group or a user of the catalog, such as group:default/crm',
  );

const oneLine = z
  .string()
  .trim()
  .min(1, 'say it in a sentence')
  .max(2000)
  .regex(/^[^\r\n]*$/, 'use a single line');

const exceptionSchema = z
  .strictObject({
    /** Name of the artifact whose releases it is for. */
    artifactName: z.string().min(1),
    vulnerability: z
      .string()
      .regex(
        /^[A-Za-z][A-Za-z0-9:._-]{2,99}$/,
        'use the id of the vulnerability, such as GHSA-fxph-q3j8-mv87',
      ),
    /** The package that has it; without its version every version is meant. */
    package: z
      .string()
      .regex(
        /^pkg:[a-z][a-z0-9.+-]*\/\S+$/,
        'use a package URL, such as pkg:npm/undici@5.0.0',
      ),
    /** `under_investigation` excepts nothing: it takes back what was said before. */
    status: z.enum([
      'not_affected',
      'affected',
      'fixed',
      'under_investigation',
    ]),
    justification: z.enum(VEX_JUSTIFICATIONS).optional(),
    /** What is done about it, when the product is affected. */
    action: oneLine.optional(),
    /** How one came to the status. */
    note: oneLine.optional(),
    owner: ownerRef,
    expires: z.coerce.date('use a day such as 2027-02-28'),
    made: z.date(),
  })
  .superRefine(({ status, justification, action, expires, made }, context) => {
    const problem = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (status === 'not_affected' && !justification)
      problem(
        'justification',
        `say why it is not affected: ${VEX_JUSTIFICATIONS.join(', ')}`,
      );
    if (status !== 'not_affected' && justification)
      problem('justification', 'it goes with the status not_affected alone');
    if (status === 'affected' && !action)
      problem('action', 'say what is done about it until the expiry');
    if (expires <= made) problem('expires', 'use a day that is still to come');
  });

/** An exception as people ask for it. @public */
export type ExceptionRequest = z.input<typeof exceptionSchema>;

/**
 * Makes an exception: an OpenVEX statement about one vulnerability in one package of a product, in all of its releases.
 * OpenVEX has no field for an owner and an expiry, and its schema allows no other fields. They are the last lines of
 * `status_notes`.
 *
 * @throws EvidenceError `EVIDENCE_NOT_A_STATEMENT` naming the fields that are wrong
 * @see https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md
 * @public
 */
export function createException(request: ExceptionRequest): Statement {
  const parsed = exceptionSchema.safeParse(request);
  if (!parsed.success)
    throw new EvidenceError(
      'EVIDENCE_NOT_A_STATEMENT',
      `This is no exception. ${problemsOf(parsed.error, 'exception')}`,
    );
  const { artifactName, owner, made, ...about } = parsed.data;
  const product = productId(artifactName);
  const document = {
    '@context': PREDICATE_TYPES.openvex.uri,
    author: owner,
    timestamp: made.toISOString(),
    version: 1,
    statements: [
      {
        vulnerability: { name: about.vulnerability },
        products: [
          { '@id': product, subcomponents: [{ '@id': about.package }] },
        ],
        status: about.status,
        ...(about.justification ? { justification: about.justification } : {}),
        ...(about.action ? { action_statement: about.action } : {}),
        status_notes: [
          ...(about.note ? [about.note, ''] : []),
          `owner: ${owner}`,
          `expires: ${about.expires.toISOString()}`,
        ].join('\n'),
      },
    ],
  };
  const id = createHash('sha256')
    .update(JSON.stringify(document))
    .digest('hex');
  return createStatement('openvex', {
    subject: { name: product, digest: productDigest(artifactName) },
    predicate: { '@id': `https://companyos.dev/vex/${id}`, ...document },
  });
}

/** What one statement of an OpenVEX document says. @public */
export type ReadException = {
  /** Whether it is about this product. */
  applies: boolean;
  vulnerability: string;
  aliases: string[];
  /** Package URLs, with or without a version; none: wherever the product has the vulnerability. */
  packages: string[];
  status: string;
  justification?: string;
  action?: string;
  owner?: string;
  /** RFC 3339, in UTC. */
  made?: string;
  /** RFC 3339, in UTC. */
  expires?: string;
};

type Document = Predicate<'openvex'>;

/**
 * Reads the statements of an OpenVEX document, ours or another's. What is missing or not of its kind is left out, and it
 * is the policy's matter what that means.
 *
 * @param about - the release that they should be about
 * @public
 */
export function readExceptions(
  { statements, timestamp }: Document,
  about: { artifactName: string; digest: string },
): ReadException[] {
  return statements.map(statement => {
    const { vulnerability, products, status } = statement;
    const { owner, expires } = readTrailers(statement.status_notes);
    const own = productsOf(products)?.filter(one => isProduct(one, about));
    const packages = own?.map(packagesOf) ?? [];
    return present({
      applies: own === undefined || own.length > 0,
      vulnerability:
        typeof vulnerability === 'string' ? vulnerability : vulnerability.name,
      aliases:
        typeof vulnerability === 'string' ? [] : texts(vulnerability.aliases),
      packages: packages.every(some => some.length > 0) ? packages.flat() : [],
      status,
      justification: text(statement.justification),
      action: text(statement.action_statement),
      owner,
      made: utcTime(statement.timestamp ?? timestamp),
      expires,
    });
  });
}

/** Lines at the end of a text, as Git has them under a commit. One that is there twice says nothing. */
function readTrailers(notes: unknown): { owner?: string; expires?: string } {
  const lines = text(notes)?.split(/\r?\n/) ?? [];
  const value = (name: string) => {
    const found = lines
      .map(line => line.split(': '))
      .filter(([key]) => key.toLowerCase() === name);
    return found.length === 1 ? found[0].slice(1).join(': ').trim() : undefined;
  };
  const owner = ownerRef.safeParse(value('owner'));
  return { owner: owner.data, expires: utcTime(value('expires')) };
}

type Component = {
  ids: string[];
  digest?: string;
  subcomponents: Component[];
};

/** Undefined where the statement names no product: it is then about the subject. */
function productsOf(products: unknown): Component[] | undefined {
  return Array.isArray(products) ? products.map(toComponent) : undefined;
}

function toComponent(value: unknown): Component {
  // documents before 0.2 have plain strings here
  if (typeof value === 'string') return { ids: [value], subcomponents: [] };
  const component = fields(value);
  return {
    ids: texts([component['@id'], fields(component.identifiers).purl]),
    digest: text(fields(component.hashes)['sha-256']),
    subcomponents: productsOf(component.subcomponents) ?? [],
  };
}

/** One whose parts cannot be read is none: it would be taken for one about every package. */
function isProduct(
  { ids, digest, subcomponents }: Component,
  about: { artifactName: string; digest: string },
): boolean {
  if (subcomponents.some(part => part.ids.length === 0)) return false;
  return (
    ids.includes(productId(about.artifactName)) ||
    (digest !== undefined && `sha256:${digest}` === about.digest)
  );
}

function packagesOf({ subcomponents }: Component): string[] {
  return subcomponents.flatMap(({ ids }) => ids);
}
