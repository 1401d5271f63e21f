import type { ObservedRequest } from '../simulation/observed';
import {
  encodeRequest,
  pause,
  tapRequest,
  TapSession,
  type TapOptions,
} from './__testUtils__/TapSession';
import { ADMIN, WEB, WebCluster } from './__testUtils__/WebCluster';

let cluster: WebCluster;

beforeEach(async () => {
  cluster = await WebCluster.start();
});

afterEach(() => cluster.close());

describe('the filters', () => {
  const outbound: Partial<ObservedRequest> = {
    direction: 'outbound',
    destination: {
      ip: '10.244.1.7',
      port: 8080,
      labels: { namespace: 'video', deployment: 'api', service: 'api-v1' },
    },
  };
  const to = (type: string, name: string, namespace = 'video') => ({
    destinations: {
      resource:
        type === 'namespace' ? { type, name } : { type, name, namespace },
    },
  });

  it.each<[string, TapOptions['matches'], Partial<ObservedRequest>, boolean]>([
    ['nothing asked', [], {}, true],
    ['method', [{ http: { method: 'GET' } }], {}, true],
    ['method in lower case', [{ http: { method: 'get' } }], {}, true],
    ['other method', [{ http: { method: 'POST' } }], {}, false],
    ['scheme', [{ http: { scheme: 'http' } }], {}, true],
    ['other scheme', [{ http: { scheme: 'HTTPS' } }], {}, false],
    ['authority', [{ http: { authority: 'web:8080' } }], {}, true],
    ['authority without port', [{ http: { authority: 'web' } }], {}, false],
    ['path', [{ http: { path: '/watch/42' } }], {}, true],
    ['path prefix', [{ http: { path: '/wat' } }], {}, true],
    ['path with query', [{ http: { path: '/watch/42?q=1' } }], {}, false],
    ['destination of inbound', [to('deployment', 'api')], {}, false],
    ['destination', [to('deployment', 'api')], outbound, true],
    ['other namespace', [to('deployment', 'api', 'ops')], outbound, false],
    ['backend service', [to('service', 'api-v1')], outbound, true],
    ['parent service', [to('service', 'api')], outbound, false],
    ['namespace', [to('namespace', 'video')], outbound, true],
    [
      'job, by its label',
      [to('job', 'migrate')],
      {
        ...outbound,
        destination: {
          ip: '10.244.1.7',
          port: 8080,
          labels: { namespace: 'video', k8s_job: 'migrate' },
        },
      },
      true,
    ],
    [
      'all of several',
      [{ http: { method: 'GET' } }, { http: { path: '/nope' } }],
      {},
      false,
    ],
  ])('%s', async (_, matches, request, isTapped) => {
    const session = await cluster.tap({ matches });
    cluster.feed.request('web-1', request);
    await pause(40);
    expect(session.bytes.length > 0).toBe(isTapped);
  });

  it.each([
    ['any', { any: {} }, 'unexpected match specified: any:{}'],
    ['not', { not: { all: {} } }, 'unexpected match specified: not:{}'],
  ])('%s is not understood', async (_, match, error) => {
    const { path } = tapRequest(WEB);
    const session = new TapSession(
      cluster.url,
      {
        path,
        body: encodeRequest({
          target: {
            resource: { namespace: 'video', type: 'deployment', name: 'web' },
          },
          match,
        }),
      },
      ADMIN,
    );
    const answer = await session.whole();
    session.close();
    expect(answer.headers['linkerd-error']).toBe('Internal Server Error');
    expect(answer.body.toString('utf8', 6)).toBe(error);
  });
});
