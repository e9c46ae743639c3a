import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import type { DocumentDetails, SignOff } from '@companyos/plugin-adr-common';
import type { DocumentStore, StoredDocument } from './DocumentStore';
import type { SignOffStore } from './SignOffStore';

/** Who signs off or looks. */
export type Person = {
  userRef: string;
  /** Groups that they are a member of. */
  groups: string[];
};

type Stores = { documents: DocumentStore; signOffs: SignOffStore };

/**
 * Signs off the revision that a person was shown.
 *
 * @throws NotFoundError when no sign-offs are required there, NotAllowedError when the person is in no group asked,
 * ConflictError when the document has changed since, or what it requires cannot be read.
 */
export async function signOff(
  stores: Stores,
  request: {
    entityRef: string;
    path: string;
    revision: string;
    person: Person;
    development: boolean;
  },
): Promise<SignOff> {
  const { entityRef, path, revision, person, development } = request;
  const stored = await findDocument(stores, entityRef, path);
  if (stored.document.signOffs.state === 'invalid') {
    throw new ConflictError(
      `What '${path}' requires cannot be read; its front matter has to be repaired first`,
    );
  }
  const groups = groupsAsked(stored, person);
  if (groups.length === 0) {
    throw new NotAllowedError(whyNotAsked(stored));
  }
  const kept = await stores.signOffs.add(
    { entityRef, path },
    {
      user: person.userRef,
      groups,
      revision,
      signedAt: new Date().toISOString(),
      development,
      via: 'portal',
    },
  );
  if (!kept) {
    throw new ConflictError(
      `'${path}' has changed since it was shown; read its current revision ${stored.document.revision} and sign that off`,
    );
  }
  return kept;
}

/**
 * A document as it is shown to somebody.
 *
 * @param person - absent for a service
 * @throws NotFoundError when no sign-offs are required there.
 */
export async function showDocument(
  stores: Stores,
  entityRef: string,
  path: string,
  person?: Person,
): Promise<DocumentDetails> {
  const stored = await findDocument(stores, entityRef, path);
  const given = await stores.signOffs.given(entityRef, path);
  return {
    ...stored.document,
    text: stored.markdown,
    given,
    mySignOff: mySignOff(stored, given, person),
  };
}

function mySignOff(
  stored: StoredDocument,
  given: SignOff[],
  person?: Person,
): DocumentDetails['mySignOff'] {
  if (!person || groupsAsked(stored, person).length === 0) {
    return { state: 'notAsked', reason: whyNotAsked(stored) };
  }
  const { revision } = stored.document;
  const signed = given.some(
    ({ user, revision: signedRevision }) =>
      user === person.userRef && signedRevision === revision,
  );
  return { state: signed ? 'given' : 'possible' };
}

async function findDocument(
  { documents }: Stores,
  entityRef: string,
  path: string,
): Promise<StoredDocument> {
  const stored = await documents.getDocument(entityRef, path);
  if (!stored) {
    throw new NotFoundError(
      `'${entityRef}' has no document '${path}' with required sign-offs`,
    );
  }
  return stored;
}

function groupsAsked(stored: StoredDocument, person: Person): string[] {
  const asked = new Set(stored.requirements.map(({ group }) => group));
  return person.groups.filter(group => asked.has(group));
}

function whyNotAsked(stored: StoredDocument): string {
  if (stored.document.signOffs.state === 'invalid') {
    return 'What the document requires cannot be read';
  }
  const groups = stored.requirements.map(({ group }) => group).join(', ');
  return `This document asks for the sign-off of members of ${groups}`;
}
