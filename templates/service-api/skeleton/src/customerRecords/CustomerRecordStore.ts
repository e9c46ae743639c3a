import type { DataAccessLevel } from '../identity/words.ts';
import type { CustomerRecord, NewCustomerRecord } from './schema.ts';

export interface Page {
  items: CustomerRecord[];
  nextCursor?: string;
}

/** Keeps customer records. The operations know only this. */
export interface CustomerRecordStore {
  add(tenantId: string, record: NewCustomerRecord): Promise<CustomerRecord>;
  /** A record of any tenant: whoever calls this decides who may see it. */
  get(id: string): Promise<CustomerRecord | undefined>;
  /** Records of one tenant up to a level, oldest first. `cursor` is the previous page's `nextCursor`. */
  list(page: {
    tenantId: string;
    dataAccessLevel: DataAccessLevel;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page>;
}
