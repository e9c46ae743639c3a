import { pino, stdTimeFunctions, type Logger } from 'pino';
import { service } from './service.ts';

/** JSON lines on stdout; each names the service and its version. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: { service: service.name, version: service.version },
    messageKey: 'message',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: label => ({ level: label }) },
  });
}
