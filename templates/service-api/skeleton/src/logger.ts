import { pino, stdTimeFunctions, type Logger } from 'pino';
import { service } from './service.ts';

/** JSON lines on stdout; each names the service, its version and, once it is known, the environment. */
export function createLogger(options: {
  level: string;
  environment?: string;
}): Logger {
  const { level, environment } = options;
  return pino({
    level,
    base: {
      service: service.name,
      version: service.version,
      environment: environment ?? 'unknown',
    },
    messageKey: 'message',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: label => ({ level: label }) },
  });
}
