import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import {
  call,
  http,
  videoTopology,
  workload,
} from '../__fixtures__/videoCatalog';
import { modelTopology } from './model';

const model = (topology = videoTopology()) =>
  modelTopology(topology, DEFAULT_HEALTH_THRESHOLDS);

const stateOf = (name: string) =>
  [...model().nodes.values()].find(({ node }) => node.name === name)?.health;

describe('modelTopology', () => {
  it('judges nodes by their inbound calls, and clients by those that they make', () => {
    expect(stateOf('videos-api')).toMatchObject({
      state: 'failing',
      judgedBy: 'inbound',
    });
    expect(stateOf('digest-mail')).toMatchObject({
      state: 'failing',
      judgedBy: 'outbound',
    });
    expect(stateOf('playlists-db')).toMatchObject({ state: 'tcp-only' });
  });

  it('does not judge what no proxy measures', () => {
    expect(stateOf('ingress')).toMatchObject({ state: 'not-measured' });
    expect(stateOf('cdn.example:443')).toMatchObject({ state: 'not-measured' });
  });

  it('links nodes in both directions', () => {
    const graph = model();
    const self = 'east/video/Deployment/playlists-api';
    expect(graph.nodes.get(self)?.focus).toBe(true);
    expect(graph.incoming.get(self)?.map(({ source }) => source)).toEqual([
      'east/video/Deployment/videos-web',
      'east/reporting/CronJob/digest-mail',
    ]);
    expect(graph.outgoing.get(self)).toHaveLength(3);
  });

  it('leaves out calls whose ends are not there', () => {
    const web = workload('web', { stats: http(1, 100, 10) });
    const gone = workload('gone', { stats: http(1, 100, 10) });
    const graph = modelTopology(
      {
        nodes: [web],
        edges: [call(web, gone, 'http', 'mesh', http(1, 100, 1))],
      },
      DEFAULT_HEALTH_THRESHOLDS,
    );
    expect(graph.edges.size).toBe(0);
  });
});
