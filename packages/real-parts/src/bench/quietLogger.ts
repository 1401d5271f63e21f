import type { LoggerService } from '@backstage/backend-plugin-api';

/** Says what went wrong on stderr, and nothing else: the table is what people want to read. */
export const quietLogger: LoggerService = {
  error: message => tell(message),
  warn: message => tell(message),
  info: () => undefined,
  debug: () => undefined,
  child: () => quietLogger,
};

function tell(message: string): void {
  process.stderr.write(`${message}\n`);
}
