import type { NewCustomerRecord } from '../../src/customerRecords/schema.ts';

/** The tenants of policy/tenants/data.json, by what is special about them. */
export const TENANTS = {
  restricted: '01a207bd-a9c0-710f-9f22-f05e6ccbcbe5',
  confidential: '01a207bd-a9c0-7a3c-8d41-5e0b7c9f2a10',
  suspended: '01a207bd-a9c0-7b7e-9c55-2f4d1e8a6b33',
};

export const UNKNOWN_ID = '01a207bd-a9c0-7fff-bfff-ffffffffffff';

export const newRecord: NewCustomerRecord = {
  dataAccessLevel: 'internal',
  segment: 'enterprise',
  name: 'Ada Novak, Spree Optics GmbH',
  email: 'ada.novak@spree-optics.example',
  phone: '+4930231250123',
  notes: 'Prefers to be called in the morning.',
  taxId: '1234567890',
};

/** A request that creates a record with this body. */
export function creation(body: unknown, headers: Record<string, string> = {}) {
  return {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...headers },
  };
}
