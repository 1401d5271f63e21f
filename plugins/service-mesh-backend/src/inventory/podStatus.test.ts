import { KubernetesContainerState, KubernetesPod } from './kubernetesObjects';
import { podStatus } from './podStatus';

const running = { running: {} };
const ended = (exitCode: number, reason?: string, signal?: number) => ({
  terminated: { exitCode, reason, signal },
});
const waiting = (reason: string) => ({ waiting: { reason } });

interface Shape {
  phase?: string;
  reason?: string;
  init?: {
    state: KubernetesContainerState;
    sidecar?: boolean;
    started?: boolean;
    restarts?: number;
  }[];
  main?: {
    state: KubernetesContainerState;
    ready?: boolean;
    restarts?: number;
  }[];
  ready?: boolean;
  initialized?: boolean;
  deleted?: boolean;
  gated?: boolean;
}

function pod(shape: Shape): KubernetesPod {
  const { init = [], main = [] } = shape;
  return {
    metadata: {
      name: 'p',
      deletionTimestamp: shape.deleted ? '2026-01-01T00:00:00Z' : undefined,
    },
    spec: {
      initContainers: init.map(({ sidecar }, index) => ({
        name: `i${index}`,
        restartPolicy: sidecar ? 'Always' : undefined,
      })),
      containers: main.map((_, index) => ({ name: `c${index}` })),
    },
    status: {
      phase: shape.phase ?? 'Running',
      reason: shape.reason,
      conditions: [
        { type: 'Ready', status: shape.ready ? 'True' : 'False' },
        { type: 'Initialized', status: shape.initialized ? 'True' : 'False' },
        ...(shape.gated
          ? [{ type: 'PodScheduled', reason: 'SchedulingGated' }]
          : []),
      ],
      initContainerStatuses: init.map((container, index) => ({
        name: `i${index}`,
        state: container.state,
        started: container.started,
        restartCount: container.restarts ?? 0,
      })),
      containerStatuses: main.map((container, index) => ({
        name: `c${index}`,
        state: container.state,
        ready: container.ready,
        restartCount: container.restarts ?? 0,
      })),
    },
  };
}

describe('podStatus', () => {
  const sidecar = { state: running, sidecar: true, started: true };
  const up = { state: running, ready: true };

  it.each<[string, string, Shape]>([
    ['a pod that nobody scheduled', 'Pending', { phase: 'Pending' }],
    [
      'a pod with a scheduling gate',
      'SchedulingGated',
      { phase: 'Pending', gated: true },
    ],
    ['a pod that runs', 'Running', { main: [up], ready: true }],
    [
      'containers that are being made',
      'ContainerCreating',
      { phase: 'Pending', main: [{ state: waiting('ContainerCreating') }] },
    ],
    [
      'an image that can not be pulled',
      'ImagePullBackOff',
      { phase: 'Pending', main: [{ state: waiting('ImagePullBackOff') }] },
    ],
    [
      'a container that crashes',
      'CrashLoopBackOff',
      { main: [up, { state: waiting('CrashLoopBackOff') }] },
    ],
    [
      'two containers that do not run: the first counts',
      'ImagePullBackOff',
      {
        main: [
          { state: waiting('ImagePullBackOff') },
          { state: waiting('CrashLoopBackOff') },
        ],
      },
    ],
    [
      'a container out of memory',
      'OOMKilled',
      { main: [{ state: ended(137, 'OOMKilled') }] },
    ],
    [
      'a container that ended with a code and no reason',
      'ExitCode:3',
      { main: [{ state: ended(3) }] },
    ],
    [
      'a container that ended by a signal and no reason',
      'Signal:9',
      { main: [{ state: ended(137, undefined, 9) }] },
    ],
    [
      'a finished job',
      'Completed',
      { phase: 'Succeeded', main: [{ state: ended(0, 'Completed') }] },
    ],
    [
      'a container that completed beside one that is ready',
      'Running',
      { ready: true, main: [{ state: ended(0, 'Completed') }, up] },
    ],
    [
      'the same, in a pod that is not ready',
      'NotReady',
      { ready: false, main: [{ state: ended(0, 'Completed') }, up] },
    ],
    [
      'a pod that was evicted',
      'Evicted',
      { phase: 'Failed', reason: 'Evicted' },
    ],
    [
      'a pod that is being deleted',
      'Terminating',
      { deleted: true, ready: true, main: [up] },
    ],
    [
      'a finished pod that is being deleted',
      'Completed',
      {
        deleted: true,
        phase: 'Succeeded',
        main: [{ state: ended(0, 'Completed') }],
      },
    ],
    [
      'a pod whose node was lost',
      'Unknown',
      { deleted: true, reason: 'NodeLost', main: [up] },
    ],
    ['a node that is not heard of', 'NodeLost', { reason: 'NodeLost' }],
    [
      'the second of three init containers',
      'Init:1/3',
      {
        phase: 'Pending',
        init: [
          { state: ended(0, 'Completed') },
          { state: running },
          { state: waiting('PodInitializing') },
        ],
        main: [{ state: waiting('PodInitializing') }],
      },
    ],
    [
      'an init container that crashes',
      'Init:CrashLoopBackOff',
      { phase: 'Pending', init: [{ state: waiting('CrashLoopBackOff') }] },
    ],
    [
      'an init container that failed with a reason',
      'Init:Error',
      { phase: 'Pending', init: [{ state: ended(1, 'Error') }] },
    ],
    [
      'an init container that failed without a reason',
      'Init:ExitCode:2',
      { phase: 'Pending', init: [{ state: ended(2) }] },
    ],
    [
      'an init container that a signal ended',
      'Init:Signal:6',
      { phase: 'Pending', init: [{ state: ended(134, undefined, 6) }] },
    ],
    [
      'a native sidecar that has started',
      'Running',
      { ready: true, initialized: true, init: [sidecar], main: [up] },
    ],
    [
      'a native sidecar that has not',
      'Init:0/1',
      {
        phase: 'Pending',
        init: [{ state: running, sidecar: true, started: false }],
        main: [{ state: waiting('PodInitializing') }],
      },
    ],
    [
      'a native sidecar that crashes while the pod is already initialized',
      'Running',
      {
        ready: true,
        initialized: true,
        init: [
          { state: waiting('CrashLoopBackOff'), sidecar: true, started: false },
        ],
        main: [{ state: ended(0, 'Completed') }, up],
      },
    ],
    [
      'a job that completed while its native sidecar goes down',
      'Completed',
      {
        initialized: true,
        init: [sidecar],
        main: [{ state: ended(0, 'Completed') }],
      },
    ],
  ])('should show %s as %s', (_, status, shape) => {
    expect(podStatus(pod(shape)).status).toBe(status);
  });

  it('should count restarts as kubectl does', () => {
    const init = [
      { ...sidecar, restarts: 2 },
      { state: ended(0, 'Completed'), restarts: 5 },
    ];
    expect(
      podStatus(
        pod({ initialized: true, init, main: [{ ...up, restarts: 3 }] }),
      ).restarts,
    ).toBe(5);
    expect(
      podStatus(pod({ init: [{ state: running, restarts: 4 }] })).restarts,
    ).toBe(4);
  });

  it('should not stumble over a pod of which nothing is known', () => {
    expect(podStatus({})).toEqual({
      status: 'Unknown',
      restarts: 0,
      ready: false,
    });
  });
});
