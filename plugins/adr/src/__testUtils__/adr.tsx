import { createApiMock } from '@backstage/frontend-test-utils';
import type {
  Adr,
  DocumentDetails,
  EntityAdrPage,
  SignOff,
  SignOffDocument,
} from '@companyos/plugin-adr-common';
import { adrApiRef } from '../api';

/** The API as a screen's test wants it; what is not given is never asked for. */
export const adrApiMock = createApiMock(adrApiRef, () => ({
  getDocument: jest.fn(),
  listAdrs: jest.fn(),
  listDocuments: jest.fn(),
  listEntityAdrs: jest.fn(),
  signOff: jest.fn(),
  summaries: jest.fn(),
}));

export const revision = `sha256:3f9a${'0'.repeat(56)}c21e`;
export const olderRevision = `sha256:${'b'.repeat(64)}`;

export function adr(more: Partial<Adr> = {}): Adr {
  return {
    entityRef: 'system:default/portal',
    path: 'docs/adr/0011-identity-model.md',
    number: 11,
    title: 'Identity model',
    status: 'accepted',
    revision,
    date: '2026-01-02',
    deciders: [],
    tags: [],
    supersedes: [],
    supersededBy: [],
    problems: [],
    ...more,
  };
}

export function adrPage(
  items: Adr[],
  more: Partial<EntityAdrPage> = {},
): EntityAdrPage {
  return {
    items,
    totalItems: items.length,
    source: {
      state: 'ok',
      adrPath: 'docs/adr',
      url: 'https://github.com/acme/portal/tree/main',
      readAt: '2026-01-03T10:00:00.000Z',
      checkedAt: '2026-01-03T10:00:00.000Z',
    },
    ...more,
  };
}

export function signOffDocument(
  more: Partial<SignOffDocument> = {},
): SignOffDocument {
  return {
    entityRef: 'system:default/portal',
    path: 'docs/adr/0011-identity-model.md',
    title: 'Identity model',
    revision,
    techDocsPath: '/docs/default/system/portal/adr/0011-identity-model/',
    problems: [],
    adr: true,
    signOffs: {
      state: 'missing',
      development: false,
      requirements: [
        {
          group: 'group:default/security',
          role: 'Security',
          minimum: 1,
          given: 0,
          missing: 1,
        },
      ],
    },
    ...more,
  };
}

export function documentDetails(
  more: Partial<DocumentDetails> = {},
): DocumentDetails {
  return {
    ...signOffDocument(),
    text: '---\nstatus: proposed\n---\n\n# Identity model\n\nWho is asking?\n',
    given: [],
    mySignOff: { state: 'possible' },
    ...more,
  };
}

export function signOff(more: Partial<SignOff> = {}): SignOff {
  return {
    user: 'user:default/ada',
    groups: ['group:default/security'],
    revision,
    signedAt: '2026-01-03T10:00:00.000Z',
    development: false,
    via: 'portal',
    ...more,
  };
}

/** What the server says when it refuses. */
export function refusal(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}

/** A request that never comes to an answer. */
export function forever<T>(): Promise<T> {
  return new Promise(() => undefined);
}
