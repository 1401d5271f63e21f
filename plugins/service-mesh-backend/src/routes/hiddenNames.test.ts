import { spec } from '../schema/openapi.generated';
import { useDemoPortal } from './__testUtils__/demoPortal';
import { openEventStream } from './__testUtils__/eventStream';
import { operationsOf } from './__testUtils__/operations';
import { as, ENTITIES, PLATFORM, VIDEO } from './__testUtils__/portal';

jest.setTimeout(120_000);

/** What the video team owns, and what is made of that and of others. */
const ASKED: readonly [kind: string, name: string][] = [
  ['component', 'videos-web'],
  ['component', 'playlists-api'],
  ['component', 'playlists-db'],
  ['component', 'videos-api'],
  ['system', 'video-catalog'],
  ['domain', 'media'],
];

/** Workloads that an entity of the team selects. */
const OWN = ['videos-web', 'playlists-api', 'playlists-db', 'videos-api'];

/** One test of a route says what it shows; this one, that none of them names whom the viewer may not see. */
describe('all answers to a viewer', () => {
  const portal = useDemoPortal();

  function paths(): string[] {
    const pods = portal.demos.east.store
      .list('pods', 'video')
      .map(({ metadata }) => metadata.name);
    const podOf = (name: string) =>
      pods.find(pod =>
        pod.startsWith(`${OWN.includes(name) ? name : OWN[0]}-`),
      ) ?? '';
    const queries: Record<string, string> = {
      window: 'window=1m',
      before: `before=${new Date(Date.now() - 180_000).toISOString()}`,
    };
    return operationsOf(spec)
      .filter(({ method, path }) => method === 'get' && !path.endsWith('/tap'))
      .flatMap(({ path, parameters }) => {
        const ofEntity = path.startsWith('/entities/');
        const query = parameters
          .flatMap(({ in: place, name }) =>
            place === 'query' ? queries[name] ?? [] : [],
          )
          .join('&');
        const targets: readonly (readonly [string, string])[] = ofEntity
          ? ASKED
          : [['Deployment', 'videos-web']];
        return targets.map(([kind, name]) => {
          const values: Record<string, string> = {
            cluster: 'east',
            namespace: ofEntity ? 'default' : 'video',
            kind,
            name,
            id: `dpm-${name}`,
            pod: podOf(name),
          };
          return `${path.replace(
            /\{(\w+)\}/g,
            (_, parameter: string) => values[parameter],
          )}?${query}`;
        });
      });
  }

  /** Names of workloads and pods that nobody but their owners, and the platform's engineers, may know. */
  function namesOfOthers(): string[] {
    const known = new Set(ENTITIES.map(({ metadata }) => metadata.name));
    const { store } = portal.demos.east;
    const namesOf = (resource: Parameters<typeof store.list>[0]) =>
      store.list(resource).map(({ metadata }) => metadata.name);
    const isOwn = (name: string) =>
      OWN.some(own => name === own || name.startsWith(`${own}-`));
    const services = new Set(namesOf('services'));
    return (['deployments', 'statefulsets', 'daemonsets', 'pods'] as const)
      .flatMap(namesOf)
      .filter(name => !isOwn(name) && !known.has(name) && !services.has(name));
  }

  const named = (text: string, names: readonly string[]) =>
    names.filter(name => new RegExp(`(?<![-\\w])${name}(?![-\\w])`).test(text));

  it('should name nobody whom the viewer may not see', async () => {
    const others = namesOfOthers();
    const told: Record<string, string[]> = {};
    const refused: string[] = [];
    const toldToAll = new Set<string>();
    const asked = paths();
    for (const path of asked) {
      const [mine, whole] = await Promise.all([
        portal.get(path, VIDEO),
        portal.get(path, PLATFORM),
      ]);
      const found = named(
        `${mine.text} ${JSON.stringify(mine.headers)}`,
        others,
      );
      if (found.length > 0) {
        told[path] = found;
      }
      if (mine.status !== 200) {
        refused.push(`${mine.status} ${path.split('?')[0]}`);
      }
      named(whole.text, others).forEach(name => toldToAll.add(name));
    }
    expect(told).toEqual({});
    // Not because nothing was said, nor because there was nobody to name.
    expect(refused).toEqual(['403 /clusters/east/manifests']);
    expect(asked.length).toBeGreaterThan(50);
    expect(toldToAll.size).toBeGreaterThan(20);
  });

  it('should name nobody in live requests whom the viewer may not see', async () => {
    const others = namesOfOthers();
    const texts: Record<string, string> = {};
    for (const user of [VIDEO, PLATFORM]) {
      const streams = await Promise.all(
        OWN.map(name =>
          openEventStream(
            `${portal.url}/entities/component/default/${name}/tap?cluster=east&resource_name=${name}`,
            { Authorization: as(user) },
          ),
        ),
      );
      expect(streams.map(({ status }) => status)).toEqual(OWN.map(() => 200));
      await new Promise(resolve => {
        setTimeout(resolve, 5_000);
      });
      streams.forEach(stream => stream.close());
      texts[user] = streams.map(stream => stream.text()).join('\n');
    }
    expect(named(texts[VIDEO], others)).toEqual([]);
    expect(texts[VIDEO]).toContain('playlists-api-');
    expect(named(texts[PLATFORM], others)).not.toEqual([]);
  });
});
