import type { Database } from '../database/Database.ts';
import type { CustomerRecordStore, Page } from './CustomerRecordStore.ts';
import type { CustomerRecord, NewCustomerRecord } from './schema.ts';

const table = 'customer_records';
const COLUMNS = `id, tenant_id, data_access_level, segment, name, email, phone, notes, tax_id, created_at, updated_at`;

/** A row, in the words of the canonical entities; `toRecord` is where they become those of the API. */
interface Row {
  id: string;
  tenant_id: string;
  data_access_level: CustomerRecord['dataAccessLevel'];
  segment: CustomerRecord['segment'];
  name: string;
  email: string;
  phone: string | null;
  notes: string | null;
  tax_id: string | null;
  created_at: Date;
  updated_at: Date;
}

/** Customer records in PostgreSQL. */
export class PostgresCustomerRecordStore implements CustomerRecordStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(
    tenantId: string,
    record: NewCustomerRecord,
  ): Promise<CustomerRecord> {
    const { dataAccessLevel, segment, name, email, phone, notes, taxId } =
      record;
    const [row] = await this.#database.query<Row>({
      name: 'add_customer_record',
      operation: 'INSERT',
      table,
      text: `insert into customer_records
          (tenant_id, data_access_level, segment, name, email, phone, notes, tax_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        returning ${COLUMNS}`,
      values: [
        tenantId,
        dataAccessLevel,
        segment,
        name,
        email,
        phone,
        notes,
        taxId,
      ],
    });
    if (!row) {
      throw new Error('The insert returned no row.');
    }
    return toRecord(row);
  }

  async get(id: string): Promise<CustomerRecord | undefined> {
    const [row] = await this.#database.query<Row>({
      name: 'get_customer_record',
      operation: 'SELECT',
      table,
      text: `select ${COLUMNS} from customer_records where id = $1`,
      values: [id],
    });
    return row && toRecord(row);
  }

  async list(page: Parameters<CustomerRecordStore['list']>[0]): Promise<Page> {
    const { tenantId, dataAccessLevel, limit, cursor } = page;
    const rows = await this.#database.query<Row>({
      name: 'list_customer_records',
      operation: 'SELECT',
      table,
      text: `select ${COLUMNS} from customer_records
        where tenant_id = $1 and data_access_level <= $2 and id > $3
        order by id limit $4`,
      // one more than asked for tells whether there is a next page
      values: [tenantId, dataAccessLevel, cursor ?? FIRST, limit + 1],
    });
    const items = rows.slice(0, limit).map(toRecord);
    const last = items.at(-1);
    return {
      items,
      ...(last && rows.length > limit && { nextCursor: last.id }),
    };
  }
}

const FIRST = '00000000-0000-0000-0000-000000000000';

function toRecord(row: Row): CustomerRecord {
  const { id, segment, name, email, phone, notes } = row;
  return {
    id,
    tenantId: row.tenant_id,
    dataAccessLevel: row.data_access_level,
    ...{ segment, name, email },
    ...(phone !== null && { phone }),
    ...(notes !== null && { notes }),
    ...(row.tax_id !== null && { taxId: row.tax_id }),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
