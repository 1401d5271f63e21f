import { encodeTapRequest, formatTapPath, TapByResource } from './request';
import { readRecording } from './__testUtils__/recordings';

const videosWeb = {
  namespace: 'video',
  type: 'deployment',
  name: 'videos-web',
};

describe('encodeTapRequest', () => {
  const recorded: [string, TapByResource][] = [
    ['deploy-videos-web', { target: videosWeb, maxRps: 100 }],
    ['method-post', { target: videosWeb, maxRps: 100, method: 'POST' }],
    ['path-watch', { target: videosWeb, maxRps: 100, path: '/watch' }],
    ['scheme-https', { target: videosWeb, maxRps: 100, scheme: 'HTTPS' }],
    [
      'authority',
      { target: videosWeb, maxRps: 100, authority: 'videos-api:8080' },
    ],
    ['rps-1', { target: videosWeb, maxRps: 1 }],
    ['rps-2.5', { target: videosWeb, maxRps: 2.5 }],
    ['rps-absent', { target: videosWeb, maxRps: 0 }],
    [
      'to-deploy-videos-api',
      {
        target: videosWeb,
        to: { namespace: 'video', type: 'deployment', name: 'videos-api' },
        maxRps: 100,
      },
    ],
    [
      'to-ns-ops',
      {
        target: videosWeb,
        to: { namespace: '', type: 'namespace', name: 'ops' },
        maxRps: 100,
      },
    ],
    [
      'ns-video',
      {
        target: { namespace: '', type: 'namespace', name: 'video' },
        maxRps: 100,
      },
    ],
    [
      'bare-pod',
      {
        target: { namespace: 'video', type: 'pod', name: 'debug-shell' },
        maxRps: 100,
      },
    ],
    [
      'job-migrate',
      {
        target: { namespace: 'video', type: 'job', name: 'migrate' },
        maxRps: 100,
      },
    ],
  ];

  it.each(recorded)('should write %s as it was recorded', (name, tap) => {
    const { request } = readRecording(name);
    expect(Buffer.from(encodeTapRequest(tap)).toString('hex')).toBe(
      request.body.toString('hex'),
    );
    expect(formatTapPath(tap.target)).toBe(request.path);
  });

  it('should join several filters as one flat list', () => {
    const hex = Buffer.from(
      encodeTapRequest({
        target: { namespace: 'a', type: 'pod', name: 'b' },
        method: 'GET',
        path: '/x',
        maxRps: 100,
      }),
    ).toString('hex');
    expect(hex).toBe(
      [
        '0a0d 0a0b 0a0161 1203706f64 1a0162',
        '1213 0a11 0a07 2a05 1203474554 0a06 2a04',
        '22022f78',
        '1d0000c842 22040a020a00',
      ]
        .join('')
        .replace(/ /g, ''),
    );
  });
});

describe('formatTapPath', () => {
  it('should keep what a name holds inside its segment', () => {
    expect(
      formatTapPath({ namespace: 'a/b', type: 'pod', name: '../c?d' }),
    ).toBe(
      '/apis/tap.linkerd.io/v1alpha1/watch/namespaces/a%2Fb/pods/..%2Fc%3Fd/tap',
    );
  });
});
