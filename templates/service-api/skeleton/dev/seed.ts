import { seedRecords } from './records.ts';
import { withClient } from './postgres.ts';

const BATCH = 500;

/**
 * Puts the seed records into the database, and leaves those alone that are there.
 *
 * @returns how many were added, and how many there are
 */
export async function seed(
  url: string,
): Promise<{ added: number; total: number }> {
  return withClient(url, async client => {
    const records = [...seedRecords()];
    let added = 0;
    for (let start = 0; start < records.length; start += BATCH) {
      const { rowCount } = await client.query(
        `insert into customer_records
           select * from jsonb_populate_recordset(null::customer_records, $1)
           on conflict (id) do nothing`,
        [JSON.stringify(records.slice(start, start + BATCH))],
      );
      added += rowCount ?? 0;
    }
    return { added, total: records.length };
  });
}
