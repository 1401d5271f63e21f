import type { ServiceModel, WorkloadModel } from '../simulation/model';
import { latency, OK, outcomes, route, service, workload } from './parts';

const video = (name: string, path: string) => ({
  to: { namespace: 'video', name },
  route: path,
});
const collector = (path: string) => ({
  to: { namespace: 'ops', name: 'collector' },
  route: path,
});
const h2box = (path: string) => ({
  to: { namespace: 'ops', name: 'h2box' },
  route: path,
});

/** Of every kind of owner one, and of every kind of trouble one. */
export function oddWorkloads(): WorkloadModel[] {
  return [
    workload('video', 'report', {
      kind: 'CronJob',
      ports: [],
      runSeconds: 12,
      everySeconds: 60,
      drives: [
        { ratePerSecond: 4, call: video('playlists-api', 'GET /playlists') },
      ],
    }),
    workload('video', 'migrate', {
      kind: 'Job',
      ports: [],
      drives: [
        { ratePerSecond: 0.8, call: video('videos-api', 'GET /videos/{id}') },
      ],
    }),
    workload('video', 'debug-shell', {
      kind: 'Pod',
      ports: [],
      drives: [
        { ratePerSecond: 0.3, call: video('videos-api', 'GET /videos/{id}') },
      ],
    }),
    workload('video', 'encoder', {
      kind: 'ReplicaSet',
      ports: [],
      drives: [
        { ratePerSecond: 0.3, call: collector('POST /events') },
        {
          ratePerSecond: 0.5,
          call: {
            to: { namespace: 'video', name: 'videos-db' },
            bytes: { out: 4200, in: 60 },
          },
        },
      ],
    }),
    workload('video', 'intruder', {
      ports: [],
      drives: [
        { ratePerSecond: 0.5, call: video('payments', 'POST /charge') },
        { ratePerSecond: 0.2, call: video('payments', 'GET /admin') },
      ],
    }),
    workload('video', 'quiet', { routes: [route('GET', '/')] }),
    workload('video', 'no-tap', {
      ports: [],
      tap: 'disabled',
      drives: [
        { ratePerSecond: 0.3, call: video('playlists-api', 'GET /playlists') },
      ],
    }),
    workload('video', 'thumbnailer', {
      version: '0.9.1',
      crashLoops: {
        exitCode: 1,
        message:
          'back-off 5m0s restarting failed container=thumbnailer pod=thumbnailer',
      },
    }),
    ...opsWorkloads(),
    workload('legacy', 'thumbnails', {
      meshed: false,
      routes: [
        route('GET', '/thumb/{id}.png', {
          ids: ['42', '77', 'squid'],
          latency: latency(4),
          responseBytes: 6100,
        }),
      ],
    }),
    workload('legacy', 'legacy-client', {
      meshed: false,
      ports: [],
      drives: [
        { ratePerSecond: 0.6, call: video('playlists-api', 'GET /playlists') },
        {
          ratePerSecond: 0.3,
          call: {
            to: { namespace: 'emojivoto', name: 'web-svc' },
            route: 'GET /api/leaderboard',
          },
        },
        {
          ratePerSecond: 0.2,
          call: {
            to: { namespace: 'video', name: 'playlists-db' },
            bytes: { out: 40, in: 900 },
          },
        },
      ],
    }),
  ];
}

function opsWorkloads(): WorkloadModel[] {
  return [
    workload('ops', 'collector', {
      routes: [
        route('POST', '/events', {
          latency: latency(3),
          outcomes: { '*': outcomes({ status: 202 }) },
          responseBytes: 8,
        }),
        route('GET', '/slow', { latency: latency(1500, 2) }),
        route('GET', '/reset', {
          outcomes: {
            '*': [{ share: 1, status: 200, breaks: { kind: 'cut' } }],
          },
        }),
        route('GET', '/close', {
          outcomes: {
            '*': [{ share: 1, status: 500, breaks: { kind: 'close' } }],
          },
        }),
      ],
    }),
    workload('ops', 'node-agent', {
      kind: 'DaemonSet',
      ports: [],
      drives: [
        { ratePerSecond: 0.5, perPod: true, call: collector('POST /events') },
      ],
    }),
    workload('ops', 'flaky-client', {
      ports: [],
      drives: [
        {
          ratePerSecond: 0.25,
          call: { ...collector('GET /slow'), abandonAfterMs: 400 },
        },
        { ratePerSecond: 0.25, call: collector('GET /reset') },
        { ratePerSecond: 0.2, call: collector('GET /close') },
        { ratePerSecond: 0.3, call: collector('POST /events') },
        {
          ratePerSecond: 0.2,
          call: { to: { namespace: 'ops', name: 'nowhere' }, route: 'GET /' },
        },
      ],
    }),
    workload('ops', 'h2-client', {
      ports: [],
      drives: [
        { ratePerSecond: 0.6, call: h2box('GET /ok') },
        { ratePerSecond: 0.1, call: h2box('GET /refuse') },
        { ratePerSecond: 0.1, call: h2box('GET /calm') },
        { ratePerSecond: 0.1, call: h2box('GET /break') },
        {
          ratePerSecond: 0.1,
          call: { ...h2box('GET /stream'), abandonAfterMs: 300 },
        },
      ],
    }),
    workload('ops', 'h2box', {
      routes: [
        route('GET', '/ok', { outcomes: { '*': outcomes(OK) } }),
        reset('/refuse', false, 7, 'REFUSED_STREAM'),
        reset('/calm', false, 11, 'ENHANCE_YOUR_CALM'),
        reset('/break', true, 2, 'INTERNAL_ERROR'),
        route('GET', '/stream', { latency: latency(20, 2), bodyMs: 2000 }),
      ],
    }),
    workload('ops', 'old-timer', {
      ports: [],
      tap: 'missing',
      drives: [{ ratePerSecond: 0.5, call: collector('POST /events') }],
    }),
    workload('ops', 'ghost-gone', { reachability: 'unreachable' }),
    workload('ops', 'ghost-hang', { reachability: 'hangs' }),
  ];
}

function reset(path: string, afterHead: boolean, code: number, name: string) {
  return route('GET', path, {
    outcomes: {
      '*': [
        {
          share: 1,
          status: 200,
          breaks: { kind: 'reset' as const, afterHead, code, name },
        },
      ],
    },
  });
}

export function oddServices(): ServiceModel[] {
  return [
    service('ops', 'collector'),
    service('ops', 'h2box', { protocol: 'http2' }),
    service('ops', 'nowhere'),
    service('video', 'quiet'),
    service('legacy', 'thumbnails'),
  ];
}
