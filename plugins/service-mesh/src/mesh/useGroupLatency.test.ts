import {
  DEFAULT_HEALTH_THRESHOLDS,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { renderHook, waitFor } from '@testing-library/react';
import { FixtureApi } from '../__fixtures__/FixtureApi';
import {
  measured,
  playlistsApi,
  videosApi,
} from '../__fixtures__/videoCatalog';
import { modelTopology } from '../graph';
import { useGroupLatency } from './useGroupLatency';

describe('useGroupLatency', () => {
  it('asks again about a group whose members are others', async () => {
    const api = new FixtureApi();
    jest.spyOn(api, 'getGroupLatency').mockImplementation(async workloads => ({
      ...measured('1m'),
      inbound: { p99: workloads.length },
    }));
    const page = { api, window: '1m', end: undefined };
    const groupOf = (...nodes: TopologyNode[]) => ({
      members: [
        ...modelTopology(
          { nodes, edges: [] },
          DEFAULT_HEALTH_THRESHOLDS,
        ).nodes.values(),
      ],
    });
    const { result, rerender } = renderHook(
      group => useGroupLatency(page, group),
      { initialProps: groupOf(videosApi) },
    );
    await waitFor(() => expect(result.current?.inbound?.p99).toBe(1));
    rerender(groupOf(videosApi, playlistsApi));
    await waitFor(() => expect(result.current?.inbound?.p99).toBe(2));
    // the order changes with the numbers, and the question does not
    rerender(groupOf(playlistsApi, videosApi));
    expect(result.current?.inbound?.p99).toBe(2);
    expect(api.getGroupLatency).toHaveBeenCalledTimes(2);
  });
});
