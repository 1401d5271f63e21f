import http from 'node:http';
import { createGunzip } from 'node:zlib';
import type { LoggedQuery } from './QueryLog';

/** As many at a time as the plugin sends by default. */
const AT_ONCE = 4;

/**
 * Sends queries to a Prometheus by hand and reads the answers to their end, as text and no further.
 *
 * @throws Error where one is not answered
 */
export async function sendQueries(
  url: string,
  queries: readonly LoggedQuery[],
): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
  try {
    await Promise.all(queries.map(query => send(url, query, agent)));
  } finally {
    agent.destroy();
  }
}

function send(
  url: string,
  { query, time }: LoggedQuery,
  agent: http.Agent,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${url}/api/v1/query`,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'accept-encoding': 'gzip',
        },
      },
      response => {
        const body =
          response.headers['content-encoding'] === 'gzip'
            ? response.pipe(createGunzip())
            : response;
        const parts: Buffer[] = [];
        body.on('data', (part: Buffer) => parts.push(part));
        body.on('error', reject);
        body.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          if (response.statusCode === 200) {
            resolve(text);
          } else {
            reject(new Error(`Prometheus answered ${query}: ${text}`));
          }
        });
      },
    );
    request.on('error', reject);
    request.end(new URLSearchParams({ query, time }).toString());
  });
}
