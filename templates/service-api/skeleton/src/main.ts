import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import type { Lifecycle } from './http/health.ts';
import { createLogger } from './logger.ts';
import { MemoryNoteStore } from './notes/MemoryNoteStore.ts';
import { createOperations } from './operations.ts';
import { PortError, startServer } from './server.ts';

let logger = createLogger('info');

process.on('uncaughtException', error => {
  if (error instanceof ConfigError || error instanceof PortError) {
    logger.fatal(error.message);
  } else {
    logger.fatal({ err: error }, 'Stopped by an unexpected error');
  }
  process.exit(1);
});

const config = readConfig(process.env);
logger = createLogger(config.LOG_LEVEL);

const lifecycle: Lifecycle = { state: 'starting' };
const operations = createOperations({
  lifecycle,
  notes: new MemoryNoteStore(config.NOTES_LIMIT),
});
const app = createApp({ config, logger, operations });
const server = await startServer(app, config);
lifecycle.state = 'ready';
logger.info({ host: config.HOST, port: server.port }, 'Listening');

const signal = await new Promise<string>(resolve => {
  process.on('SIGTERM', resolve);
  process.on('SIGINT', resolve);
});
lifecycle.state = 'draining';
logger.info({ signal }, 'Draining');
await sleep(config.SHUTDOWN_DELAY_MS);
if (await server.drain(config.SHUTDOWN_TIMEOUT_MS)) {
  logger.info('Stopped');
} else {
  logger.error('Stopped with requests unanswered; see SHUTDOWN_TIMEOUT_MS');
  process.exitCode = 1;
}
