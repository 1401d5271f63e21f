import { DEFAULT_HEALTH_THRESHOLDS } from '@backstage-mesh/plugin-service-mesh-common';
import { videoTopology } from '../__fixtures__/videoCatalog';
import { modelTopology } from './model';
import { neighbourOf } from './navigate';
import { compareEdges } from './compare';

const graph = modelTopology(videoTopology(), DEFAULT_HEALTH_THRESHOLDS);
const id = (name: string) =>
  [...graph.nodes.values()].find(({ node }) => node.name === name)
    ?.id as string;
const positions = {
  [id('videos-web')]: { x: 0, y: 0 },
  [id('digest-mail')]: { x: 0, y: 126 },
  [id('playlists-api')]: { x: 226, y: 60 },
};
const from = (name: string, direction: 'caller' | 'callee' | 'up' | 'down') =>
  neighbourOf(id(name), direction, graph, positions, compareEdges);

describe('neighbourOf', () => {
  it('goes to the worst caller and callee', () => {
    expect(from('playlists-api', 'callee')).toBe(id('videos-api'));
    expect(from('playlists-api', 'caller')).toBe(id('videos-web'));
  });

  it('goes up and down in a column', () => {
    expect(from('videos-web', 'down')).toBe(id('digest-mail'));
    expect(from('digest-mail', 'up')).toBe(id('videos-web'));
    expect(from('digest-mail', 'down')).toBeUndefined();
  });

  it('stays where nothing is', () => {
    expect(from('ingress', 'caller')).toBeUndefined();
    expect(from('ingress', 'up')).toBeUndefined();
  });
});
