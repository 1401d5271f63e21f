import { containerErrors } from './containerErrors';
import { KubernetesContainerStatus } from './kubernetesObjects';

function errors(...containerStatuses: KubernetesContainerStatus[]) {
  return containerErrors({
    metadata: { name: 'web-1' },
    spec: { containers: [{ name: 'app', image: 'app:2' }] },
    status: { containerStatuses },
  });
}

describe('containerErrors', () => {
  it('should say why a container crashes again and again', () => {
    expect(
      errors({
        name: 'app',
        image: 'sha256:abc',
        state: {
          waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' },
        },
        lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
      }),
    ).toEqual([
      {
        pod: 'web-1',
        container: 'app',
        image: 'app:2',
        reason: 'CrashLoopBackOff',
        message: 'back-off 40s. Last time: OOMKilled, ended with exit code 137',
      },
    ]);
  });

  it.each([
    ['since when its pod is not ready', 1, '2026-01-01T10:02:00Z'],
    [
      'that it crashes from the start, which ready moments between hide',
      5,
      '2026-01-01T10:00:00Z',
    ],
  ])('should say %s', (_, restartCount, since) => {
    const [error] = containerErrors({
      metadata: { name: 'web-1', creationTimestamp: '2026-01-01T10:00:00Z' },
      status: {
        conditions: [
          {
            type: 'Ready',
            status: 'False',
            lastTransitionTime: '2026-01-01T10:02:00Z',
          },
        ],
        containerStatuses: [
          {
            name: 'app',
            restartCount,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
          },
        ],
      },
    });
    expect(error.since).toBe(since);
  });

  it('should tell a container that failed, with its last words', () => {
    expect(
      errors({
        name: 'app',
        state: { terminated: { exitCode: 1, message: 'no database\n' } },
      }),
    ).toMatchObject([
      { reason: 'Error', message: 'ended with exit code 1: no database' },
    ]);
  });

  it.each<[string, KubernetesContainerStatus]>([
    ['runs', { name: 'app', state: { running: {} } }],
    [
      'has done its work',
      { name: 'app', state: { terminated: { exitCode: 0 } } },
    ],
    [
      'starts',
      { name: 'app', state: { waiting: { reason: 'ContainerCreating' } } },
    ],
    [
      'waits for its turn',
      { name: 'app', state: { waiting: { reason: 'PodInitializing' } } },
    ],
    [
      'runs again',
      {
        name: 'app',
        state: { running: {} },
        lastState: { terminated: { exitCode: 1 } },
      },
    ],
  ])('should see no error where a container %s', (_, status) => {
    expect(errors(status)).toEqual([]);
  });

  it('should keep messages short', () => {
    const [error] = errors({
      name: 'app',
      state: { waiting: { reason: 'X', message: 'y'.repeat(10_000) } },
    });
    expect(error.message).toHaveLength(500);
  });
});
