import process from 'node:process';
import { readDatabaseUrl } from './config.ts';
import { migrate } from './database/migrations.ts';
import { createLogger } from './logger.ts';

// Brings the database up to date, then ends: `node dist/migrate.js`, before the new version of the service starts.
const logger = createLogger({ level: 'info' });
try {
  const applied = await migrate(readDatabaseUrl(process.env));
  logger.info({ applied }, 'Migrated');
} catch (error) {
  logger.fatal({ err: error }, 'Migration failed');
  process.exitCode = 1;
}
