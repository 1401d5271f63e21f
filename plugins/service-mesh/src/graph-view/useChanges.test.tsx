import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { identityApiRef } from '@backstage/core-plugin-api';
import { TestApiProvider } from '@backstage/test-utils';
import { renderHook, waitFor } from '@testing-library/react';
import { PropsWithChildren } from 'react';
import { http, workload } from '../__fixtures__/videoCatalog';
import { modelTopology } from '../graph';
import { useChanges } from './useChanges';

const graphOf = (...names: string[]) =>
  modelTopology(
    {
      nodes: names.map(name => workload(name, { stats: http(9, 100, 10) })),
      edges: [],
      focus: [],
    },
    DEFAULT_HEALTH_THRESHOLDS,
  );

function look(person: string, graph: ReturnType<typeof graphOf>) {
  const identity = {
    getBackstageIdentity: async () => ({
      type: 'user' as const,
      userEntityRef: person,
      ownershipEntityRefs: [person],
    }),
  };
  return renderHook(
    () =>
      useChanges(graph, {
        scope: 'video',
        topology: undefined,
        selectedId: undefined,
      }),
    {
      wrapper: ({ children }: PropsWithChildren<{}>) => (
        <TestApiProvider apis={[[identityApiRef, identity]]}>
          {children}
        </TestApiProvider>
      ),
    },
  );
}

it('remembers for each person alone what that person saw', async () => {
  localStorage.clear();
  const now = jest.spyOn(Date, 'now');
  const looked = async (person: string, at: number) => {
    now.mockReturnValue(at);
    const { result, unmount } = look(person, graphOf('web'));
    await waitFor(() => expect(result.current).toBeDefined());
    unmount();
    return result.current?.since;
  };
  expect(await looked('user:default/guest', 1_000)).toBe(1_000);
  expect(await looked('user:default/vera', 2_000)).toBe(2_000);
  expect(await looked('user:default/guest', 3_000)).toBe(1_000);
});
