import fc from 'fast-check';
import { Feed, Owner, object, owner, pod } from './__testUtils__/Feed';
import { KubernetesObject } from './kubernetesObjects';

describe('the inventory, whatever the order of events,', () => {
  /** The life of one object: every state it has, and then its end or not. */
  interface Life {
    resource: string;
    states: KubernetesObject[];
    ends: boolean;
  }

  const OWNERS: [string, string, Owner | undefined][] = [
    ['deployments', 'Deployment', undefined],
    ['replicasets', 'ReplicaSet', owner('Deployment', 'deployments-0')],
    ['replicasets', 'ReplicaSet', owner('Rollout', 'canary')],
    ['replicasets', 'ReplicaSet', undefined],
    ['statefulsets', 'StatefulSet', undefined],
    ['daemonsets', 'DaemonSet', undefined],
    ['cronjobs', 'CronJob', undefined],
    ['jobs', 'Job', owner('CronJob', 'cronjobs-6')],
    ['jobs', 'Job', undefined],
  ];

  const ownerLife = (index: number) =>
    fc
      .record({ ends: fc.boolean(), restarts: fc.boolean() })
      .map(({ ends, restarts }): Life => {
        const [resource, , above] = OWNERS[index];
        const name = `${resource}-${index}`;
        const state = object(name, { owner: above });
        return {
          resource,
          states: restarts
            ? [object(name, { uid: 'before', owner: above }), state]
            : [state, state],
          ends,
        };
      });

  const podLife = (index: number) =>
    fc
      .record({
        ownerIndex: fc.integer({ min: -1, max: OWNERS.length - 1 }),
        ends: fc.boolean(),
      })
      .map(({ ownerIndex, ends }): Life => {
        const above =
          ownerIndex < 0
            ? undefined
            : owner(
                OWNERS[ownerIndex][1],
                `${OWNERS[ownerIndex][0]}-${ownerIndex}`,
              );
        const phase = (name: string) =>
          pod(`pod-${index}`, { owner: above, phase: name });
        return {
          resource: 'pods',
          states: [phase('Pending'), phase('Running')],
          ends,
        };
      });

  const lives = fc.tuple(
    ...OWNERS.map((_, index) => ownerLife(index)),
    ...Array.from({ length: 8 }, (_, index) => podLife(index)),
  );

  it('should come to the same living pods and workloads', () => {
    fc.assert(
      fc.property(
        lives,
        fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
        fc.boolean(),
        (all, order, looksOften) => {
          const feed = new Feed();
          const pending = all.map(({ resource, states, ends }) => [
            ...states.map(state => () => feed.set(resource, state)),
            ...(ends
              ? [() => feed.remove(resource, states[states.length - 1])]
              : []),
          ]);
          for (let turn = 0; pending.some(steps => steps.length > 0); turn++) {
            const open = pending.filter(steps => steps.length > 0);
            open[order[turn % order.length] % open.length].shift()?.();
            if (looksOften) {
              feed.store.snapshot();
            }
          }

          // All last states first, then all ends.
          const direct = new Feed();
          for (const { resource, states } of all) {
            direct.set(resource, states[states.length - 1]);
          }
          for (const { resource, states, ends } of all) {
            if (ends) {
              direct.remove(resource, states[states.length - 1]);
            }
          }
          expect(feed.facts).toEqual(direct.facts);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('should come to the same by a list as by events', () => {
    fc.assert(
      fc.property(lives, all => {
        const feed = new Feed();
        const resources = [...new Set(all.map(({ resource }) => resource))];
        for (const { resource, states } of all) {
          feed.set(resource, states[0]);
        }
        for (const resource of resources) {
          feed.replace(
            resource,
            ...all
              .filter(life => life.resource === resource && !life.ends)
              .map(({ states }) => states[states.length - 1]),
          );
        }
        const names = all
          .filter(({ resource, ends }) => resource === 'pods' && !ends)
          .map(({ states }) => states[0].metadata?.name);
        expect(
          feed.snapshot
            .pods()
            .map(({ name }) => name)
            .sort(),
        ).toEqual(names.sort());
      }),
    );
  });
});
