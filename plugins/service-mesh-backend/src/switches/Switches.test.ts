import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { changingConfig } from './__testUtils__/changingConfig';
import { Switches } from './Switches';

const east = (settings: JsonObject) => ({
  clusters: [{ name: 'east', ...settings }],
});

function open(serviceMesh: JsonObject, permission = true) {
  const all = (settings: JsonObject) => ({
    permission: { enabled: permission },
    serviceMesh: settings,
  });
  const { config, change } = changingConfig(all(serviceMesh));
  const logger = mockServices.logger.mock();
  return {
    switches: Switches.create({ rootConfig: config, logger }),
    change: (settings: JsonObject) => change(all(settings)),
    logger,
  };
}

describe('Switches', () => {
  it('should let everything be done where nothing is said', () => {
    const { switches } = open({});
    expect(switches.clusterOff('east')).toBeUndefined();
    expect(switches.tapOff('east', 'video')).toBeUndefined();
    expect(switches.proxiesOff('east', 'video')).toBeUndefined();
    expect(switches.budget('east').queriesPerMinute).toBeGreaterThan(0);
  });

  it.each<[string, JsonObject, 'clusterOff' | 'tapOff' | 'proxiesOff', RegExp]>(
    [
      ['everything', { paused: true }, 'clusterOff', /serviceMesh\.paused/],
      [
        'everything, taps too',
        { paused: true },
        'tapOff',
        /serviceMesh\.paused/,
      ],
      [
        'a cluster',
        east({ paused: true }),
        'clusterOff',
        /cluster east is paused/,
      ],
      [
        'taps',
        { tap: { enabled: false } },
        'tapOff',
        /serviceMesh\.tap\.enabled/,
      ],
      [
        'taps of a cluster',
        east({ tap: { enabled: false } }),
        'tapOff',
        /cluster east/,
      ],
      [
        'taps of a namespace',
        east({ tap: { excludedNamespaces: ['video'] } }),
        'tapOff',
        /namespace video/,
      ],
      [
        'proxies of a cluster',
        east({ metrics: { proxies: { enabled: false } } }),
        'proxiesOff',
        /cluster east/,
      ],
      [
        'proxies of a namespace',
        east({ metrics: { proxies: { excludedNamespaces: ['video'] } } }),
        'proxiesOff',
        /namespace video/,
      ],
    ],
  )(
    'should switch off %s, and on again, while it runs',
    (_, settings, question, reason) => {
      const { switches, change } = open({});
      const heard = jest.fn();
      switches.subscribe(heard);
      change(settings);
      expect(heard).toHaveBeenCalledTimes(1);
      expect(switches[question]('east', 'video')).toMatch(reason);
      change({});
      expect(switches[question]('east', 'video')).toBeUndefined();
    },
  );

  it('should leave alone other clusters and namespaces', () => {
    const { switches } = open(
      east({
        paused: true,
        tap: { excludedNamespaces: ['video'] },
        metrics: { proxies: { excludedNamespaces: ['video'] } },
      }),
    );
    expect(switches.clusterOff('west')).toBeUndefined();
    expect(switches.tapOff('west', 'video')).toBeUndefined();
    expect(switches.proxiesOff('east', 'shop')).toBeUndefined();
    expect(switches.proxiesOff('east')).toBeUndefined();
  });

  it('should not tap where everybody may do everything, unless that is meant', () => {
    expect(open({}, false).switches.tapOff('east')).toMatch(
      /permission\.enabled/,
    );
    expect(
      open({ tap: { enabled: true } }, false).switches.tapOff('east'),
    ).toBeUndefined();
  });

  it('should stay as it was where a change can not be read, and say so', () => {
    const { switches, change, logger } = open({ paused: true });
    change({ paused: false, clusters: [{ paused: true }] });
    expect(switches.clusterOff('east')).toBeDefined();
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('serviceMesh.clusters[0].name is missing'),
    );
  });

  it.each<[string, JsonObject, 'clusterOff' | 'tapOff' | 'proxiesOff']>([
    ['everything', { paused: true }, 'clusterOff'],
    ['taps', { tap: { enabled: false } }, 'tapOff'],
    ['a cluster', east({ paused: true }), 'clusterOff'],
    ['taps of a cluster', east({ tap: { enabled: false } }), 'tapOff'],
    [
      'proxies of a cluster',
      east({ metrics: { proxies: { enabled: false } } }),
      'proxiesOff',
    ],
  ])(
    'should switch off %s though another switch can not be read',
    (_, settings, question) => {
      const { switches, change } = open({});
      const heard = jest.fn();
      switches.subscribe(heard);
      const { clusters = [] } = settings as { clusters?: JsonObject[] };
      change({ ...settings, clusters: [...clusters, { name: 5 }] });
      expect(switches[question]('east', 'video')).toBeDefined();
      expect(switches[question]('west', 'video') === undefined).toBe(
        clusters.length > 0,
      );
      expect(heard).toHaveBeenCalledTimes(1);
    },
  );

  it('should work though another part of the configuration is wrong', () => {
    const { switches, change } = open({});
    change({ paused: true, health: { healthy: 1_000 } });
    expect(switches.clusterOff('east')).toBeDefined();
  });

  it('should hear nothing any more once it is closed', () => {
    const { switches, change } = open({});
    switches.close();
    change({ paused: true });
    expect(switches.clusterOff('east')).toBeUndefined();
  });

  it.each<[JsonObject, string]>([
    [east({ tap: { excludedNamespaces: ['../x'] } }), 'tap.excludedNamespaces'],
    [
      east({ metrics: { budget: { queriesPerMinute: 0 } } }),
      'budget.queriesPerMinute',
    ],
  ])('should refuse %j', (settings, message) => {
    expect(() => open(settings)).toThrow(message);
  });
});
