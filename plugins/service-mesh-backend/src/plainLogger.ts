import { LoggerService } from '@backstage/backend-plugin-api';
import { plainText } from './plainText';

/** The longest line of a log. */
const MAX_MESSAGE = 2_000;

/**
 * A logger whose messages stay on one line, whatever clusters, meshes and metrics write into what is told of them.
 */
export function plainLogger(logger: LoggerService): LoggerService {
  const plain = (message: string) => plainText(message, MAX_MESSAGE);
  return {
    error: (message, meta) => logger.error(plain(message), meta),
    warn: (message, meta) => logger.warn(plain(message), meta),
    info: (message, meta) => logger.info(plain(message), meta),
    debug: (message, meta) => logger.debug(plain(message), meta),
    child: meta => plainLogger(logger.child(meta)),
  };
}
