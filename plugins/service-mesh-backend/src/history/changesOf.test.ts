import { meshedPod, podSnapshot } from '../metrics/__testUtils__/podSnapshot';
import { workloadNodeId } from '../topology/nodeIds';
import { changesOf } from './changesOf';

const WEB = {
  cluster: 'c',
  namespace: 'a',
  kind: 'Deployment',
  name: 'web',
};

const at = (time: string) => Date.parse(`2026-01-01T${time}:00Z`);
const iso = (time: string) => `2026-01-01T${time}:00Z`;

describe('changesOf', () => {
  it('tells versions and restarts of a time, also of pods that are gone', () => {
    const [container] = meshedPod('a', 'web', 1).containers;
    const snapshot = {
      ...podSnapshot([
        meshedPod('a', 'web', 1, {
          containers: [{ ...container, restartedAt: iso('11:30') }],
        }),
        meshedPod('a', 'web', 2, {
          deletedAt: at('11:50'),
          containers: [
            { ...container, name: 'app', restartedAt: iso('11:10') },
            { ...container, restartedAt: iso('08:00') },
          ],
        }),
      ]),
      workload: () => ({
        ref: WEB,
        labels: {},
        versions: [
          { since: iso('09:00'), name: 'v1' },
          { since: iso('11:20'), name: 'v2' },
          { since: iso('11:40') },
        ],
      }),
    };
    const nodeId = workloadNodeId(WEB);
    expect(
      changesOf(snapshot, WEB, { from: at('11:00'), to: at('12:00') }),
    ).toEqual([
      {
        kind: 'restart',
        at: at('11:10'),
        nodeId,
        name: 'web-2',
        detail: 'app',
      },
      {
        kind: 'rollout',
        at: at('11:20'),
        nodeId,
        name: 'web',
        detail: 'v2',
        before: 'v1',
      },
      {
        kind: 'restart',
        at: at('11:30'),
        nodeId,
        name: 'web-1',
        detail: 'linkerd-proxy',
      },
      {
        kind: 'rollout',
        at: at('11:40'),
        nodeId,
        name: 'web',
        before: 'v2',
      },
    ]);
  });
});
