import { request } from 'node:http';
import fc from 'fast-check';
import { fuzz, HOSTILE_TEXTS, hostileText } from 'fuzzing';
import { spec } from '../schema/openapi.generated';
import { violations } from './__testUtils__/contract';
import { useDemoPortal } from './__testUtils__/demoPortal';
import { as, PLATFORM, STRANGER, VIDEO } from './__testUtils__/portal';
import { operationsOf, Operation, Parameter } from './__testUtils__/operations';

jest.setTimeout(120_000);

/** What each parameter is called in the demo cluster, so that requests get beyond the door. */
const REAL: Readonly<Record<string, readonly string[]>> = {
  cluster: ['east'],
  namespace: ['video', 'default'],
  kind: ['Deployment', 'component', 'system'],
  name: ['videos-web', 'videos-api', 'video-catalog'],
  id: ['dpm-videos-web', 'own-x', 'sts-playlists-db'],
  pod: ['playlists-db-0'],
  window: ['30s', '1m', '5m'],
  end: ['2026-01-01T00:00:00Z', '0', '99999999999999'],
  before: ['2026-01-01T00:00:00Z'],
  depth: ['0', '1', '5', '6', '-1', '1.5'],
  resource_type: ['deployment', 'pod'],
  resource_name: ['videos-web', 'videos-api'],
  to_resource_type: ['deployment'],
  to_resource_name: ['videos-api'],
  to_namespace: ['video'],
  method: ['GET', 'FETCH'],
  path: ['/', '/videos'],
  authority: ['videos-api', 'videos-api.video.svc.cluster.local:8080'],
  scheme: ['http'],
  max_rps: ['1', '0', '1001', '1e3'],
};

/** Bodies that are right, nearly right, and wrong. */
const BODIES: readonly string[] = [
  ...[
    {
      workloads: [
        {
          cluster: 'east',
          namespace: 'video',
          kind: 'Deployment',
          name: 'videos-web',
        },
      ],
    },
    { workloads: [] },
    { workloads: [null] },
    {
      workloads: [{ cluster: 'east', namespace: '../x', kind: 'A', name: 'b' }],
    },
    {
      workloads: Array(501).fill({
        cluster: 'a',
        namespace: 'a',
        kind: 'A',
        name: 'a',
      }),
    },
    { events: 5 },
    [],
    null,
    'text',
    5,
  ].map(body => JSON.stringify(body)),
  '',
  '{',
  '{"__proto__":{"workloads":[]}}',
  `{"workloads":${'['.repeat(5_000)}`,
];

const operations = operationsOf(spec);

const textFor = ({ name }: Parameter) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...(REAL[name] ?? ['x'])) },
    { weight: 1, arbitrary: hostileText() },
    { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  );

interface Sent {
  operation: Operation;
  url: string;
  body?: string;
  contentType: string;
  user: string;
}

const sent: fc.Arbitrary<Sent> = fc
  .constantFrom(...operations)
  .chain(operation =>
    fc
      .record({
        values: fc.tuple(
          ...operation.parameters.map(parameter =>
            fc.array(textFor(parameter), {
              minLength: parameter.required ? 1 : 0,
              maxLength: parameter.in === 'path' ? 1 : 2,
            }),
          ),
        ),
        extra: fc.option(fc.tuple(hostileText(), hostileText()), { freq: 6 }),
        body: fc.constantFrom(...BODIES),
        contentType: fc.constantFrom(
          'application/json',
          'application/json',
          'application/json',
          'text/plain',
          'application/json; charset=utf-7',
        ),
        user: fc.constantFrom(PLATFORM, PLATFORM, VIDEO, STRANGER),
      })
      .map(({ values, extra, body, contentType, user }) => {
        const query = new URLSearchParams(extra ? [extra] : []);
        let url = operation.path;
        operation.parameters.forEach(({ in: place, name }, index) => {
          for (const value of values[index]) {
            if (place === 'path') {
              // Without it, it would be the path of no route.
              url = url.replace(`{${name}}`, () => encoded(value || 'x'));
            } else {
              query.append(name, value);
            }
          }
        });
        return {
          operation,
          url: `${url}?${query}`,
          contentType,
          user,
          ...(operation.method === 'post' && { body }),
        };
      }),
  );

describe('the routes', () => {
  const portal = useDemoPortal({ serviceMesh: { tap: { enabled: true } } });

  it('should be those of the document that is served', async () => {
    const response = await fetch(`${portal.url}/openapi.json`, {
      headers: { authorization: as(PLATFORM) },
    });
    const { paths } = await response.json();
    expect(Object.keys(paths)).toEqual(Object.keys(spec.paths));
    expect(operations.length).toBeGreaterThan(25);
  });

  it(
    'should answer anything with what the document says, and never fail',
    fuzz(
      sent,
      async asked => expect(await wrongIn(portal.url, asked)).toEqual([]),
      { share: 0.1, slowestMs: 30_000 },
    ),
  );
});

/** What is wrong with the answer to a request. */
async function wrongIn(base: string, asked: Sent): Promise<string[]> {
  const { operation } = asked;
  const { status, type, text } = await exchange(base, asked);
  const told = (problem: string) =>
    `${operation.id} ${status}: ${problem} for ${asked.url.slice(0, 300)}`;
  if (status < 400) {
    const schema = operation.schemas[`${status} ${type}`];
    if (schema === undefined) {
      return [told(`the document knows no such answer of type "${type}"`)];
    }
    return schema && type === 'application/json'
      ? violations(schema, JSON.parse(text)).map(told)
      : [];
  }
  if (type !== 'application/json') {
    return [told(`an error of type "${type}": ${text.slice(0, 200)}`)];
  }
  const error = JSON.parse(text);
  const message: string = error.error?.message ?? '';
  const problems = [
    status >= 500 ? `failed: ${message}` : [],
    // Backstage says the URL again, of which there can be 16 kB.
    text.length > 40_000 ? `an error of ${text.length} characters` : [],
    message.length > 2_000 ? `a message of ${message.length} characters` : [],
    /\p{Cc}/u.test(message) ? `control characters in ${message}` : [],
    violations('Error', error),
  ];
  return problems.flat().map(told);
}

/** As it is written: what a browser makes of a path first, an attacker does not. Of a stream, only its head is read. */
function exchange(
  base: string,
  { operation, url, body, contentType, user }: Sent,
): Promise<{ status: number; type: string; text: string }> {
  const { hostname, port, pathname } = new URL(base);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        hostname,
        port,
        path: `${pathname}${url}`,
        method: operation.method.toUpperCase(),
        headers: {
          authorization: as(user),
          ...(body !== undefined && { 'content-type': contentType }),
        },
      },
      response => {
        const status = response.statusCode ?? 0;
        const [type] = (response.headers['content-type'] ?? '').split(';');
        if (type === 'text/event-stream') {
          resolve({ status, type, text: '' });
          response.destroy();
          return;
        }
        response.setEncoding('utf8');
        let text = '';
        response.on('data', chunk => {
          text += chunk;
        });
        response.on('end', () => resolve({ status, type, text }));
        response.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Also two dots, which a reader of the path could take for a step in it. */
function encoded(value: string): string {
  const whole = encodeURIComponent(value.replace(/\p{Cs}/gu, '\ufffd'));
  return /^\.\.?$/.test(whole) ? whole.replace(/\./g, '%2e') : whole;
}
