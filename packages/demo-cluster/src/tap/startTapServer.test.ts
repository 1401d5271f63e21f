import https from 'node:https';
import { generate } from 'selfsigned';
import { makeCertificates } from '../run/certificates';
import { decodeEvent } from './events';
import { decodeFrames } from './frame';
import { startTapServer, type TapServer } from './startTapServer';
import type { TapApiParts } from './TapApi';
import { storedTargets } from './tapGroup';
import { RecordedCluster } from './__testUtils__/recordedCluster';
import { recording } from './__testUtils__/recordings';
import { tapRequest } from './__testUtils__/TapSession';

interface ClientKey {
  key?: string;
  cert?: string;
}

const cluster = new RecordedCluster();
const asked: unknown[] = [];
let server: TapServer;
let apiServer: ClientKey;
let impostor: ClientKey;
let stranger: ClientKey;
let ca: string;

/** A key whose certificate is its own authority. */
async function clientKey(name: string): Promise<Required<ClientKey>> {
  const pair = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
  });
  return { key: pair.private, cert: pair.cert };
}

beforeAll(async () => {
  cluster.deployment('video', 'web', ['web-1']);
  const known = await clientKey('front-proxy-client');
  const other = await clientKey('somebody');
  const certificates = await makeCertificates();
  apiServer = known;
  impostor = other;
  stranger = await clientKey('front-proxy-client');
  ca = certificates.ca;
  const authorizer: TapApiParts['authorizer'] = {
    async authorize(user, attributes) {
      asked.push({ user, attributes });
      return { allowed: user.username === 'alice' };
    },
  };
  server = await startTapServer({
    targets: storedTargets(cluster.store),
    authorizer,
    feed: cluster.feed,
    clock: cluster.clock,
    tls: { ...certificates, clientCa: `${known.cert}\n${other.cert}` },
    allowedNames: ['front-proxy-client'],
  });
});

afterAll(() => server.close());
afterEach(() => {
  asked.length = 0;
});

interface Answer {
  status: number;
  body: Buffer;
}

/** `enough` ends an answer that would never end. */
function ask(
  path: string,
  client: ClientKey,
  options: {
    method?: string;
    headers?: Record<string, string | string[]>;
    body?: Buffer;
    enough?: (body: Buffer) => boolean;
    tls?: https.RequestOptions;
  } = {},
): Promise<Answer> {
  const { method = 'GET', headers = {}, body, enough } = options;
  return new Promise((resolve, reject) => {
    const request = https.request(
      {
        host: '127.0.0.1',
        port: server.port,
        path,
        method,
        headers,
        ca,
        agent: false,
        ...client,
        ...options.tls,
      },
      response => {
        let received = Buffer.alloc(0);
        const finish = () => {
          resolve({ status: response.statusCode ?? 0, body: received });
          request.destroy();
        };
        response.on('data', (chunk: Buffer) => {
          received = Buffer.concat([received, chunk]);
          if (enough?.(received)) {
            finish();
          }
        });
        response.on('end', finish);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const { path, body } = tapRequest({
  namespace: 'video',
  type: 'deployment',
  name: 'web',
});

describe('the tap server by itself', () => {
  it('shows the API server what it serves, as recorded', async () => {
    const answer = await ask('/apis/tap.linkerd.io/v1alpha1', apiServer);
    expect(answer.status).toBe(200);
    expect(answer.body.equals(recording('discovery').body)).toBe(true);
    const group = await ask('/apis/tap.linkerd.io', apiServer);
    expect(JSON.parse(group.body.toString())).toEqual(
      JSON.parse(recording('discovery-group').body.toString()),
    );
    expect((await ask('/healthz', apiServer)).body.toString()).toBe('ok');
    expect(
      JSON.parse((await ask('/version', apiServer)).body.toString()).major,
    ).toBe('1');
  });

  it('taps for the user and the groups that the API server names', async () => {
    const answer = ask(path, apiServer, {
      method: 'POST',
      headers: {
        'x-remote-user': 'alice',
        'x-remote-group': ['team-video', 'system:authenticated'],
      },
      body,
      enough: received => decodeFrames(received).messages.length > 0,
    });
    while (server.faults.openStreams === 0) {
      await new Promise(resolve => {
        setTimeout(resolve, 5);
      });
    }
    cluster.feed.request('web-1');
    const { status, body: received } = await answer;
    expect(status).toBe(200);
    const [event] = decodeFrames(received).messages.map(decodeEvent);
    expect(event.http).toHaveProperty('requestInit.path', '/watch/42');
    expect(asked).toEqual([
      {
        user: {
          username: 'alice',
          groups: ['team-video', 'system:authenticated'],
        },
        attributes: {
          verb: 'watch',
          group: 'tap.linkerd.io',
          resource: 'deployments',
          subresource: 'tap',
          namespace: 'video',
          name: 'web',
        },
      },
    ]);
  });

  it('refuses by its own review', async () => {
    const answer = await ask(path, apiServer, {
      method: 'POST',
      headers: { 'x-remote-user': 'bob' },
      body,
    });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body.toString()).error).toBe(
      'tap authorization failed (not authorized to access deployments.tap.linkerd.io), visit https://linkerd.io/tap-rbac for more information',
    );
  });

  it.each<[string, () => ClientKey, RegExp]>([
    ['without a certificate', () => ({}), /no valid client certificate/],
    [
      'with a certificate of another authority',
      () => stranger,
      /no valid client certificate/,
    ],
    ['with a name that may not ask', () => impostor, /no valid CN found/],
  ])('believes nobody %s', async (_, client, error) => {
    const answer = await ask(path, client(), {
      method: 'POST',
      headers: { 'x-remote-user': 'alice' },
      body,
    });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body.toString()).error).toMatch(error);
    expect(asked).toEqual([]);
  });

  it('speaks TLS 1.3 only', async () => {
    await expect(
      ask('/healthz', apiServer, { tls: { maxVersion: 'TLSv1.2' } }),
    ).rejects.toThrow();
  });
});
