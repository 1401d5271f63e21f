import { BackendFeature } from '@backstage/backend-plugin-api';
import { TestBackend } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { JsonObject } from '@backstage/types';
import {
  DemoCluster,
  DemoClusterOptions,
  startDemoCluster,
} from 'demo-cluster';
import supertest from 'supertest';
import { as, clustersConfig, startPortal } from './portal';

const BASE = '/api/service-mesh';

/** A portal in front of demo clusters. */
export interface DemoPortal {
  /** The clusters, by the names that the portal has for them. */
  readonly demos: Readonly<Record<string, DemoCluster>>;
  /** Of the plugin's routes, once it runs. */
  readonly url: string;
  get(path: string, user: string): supertest.Test;
  post(path: string, user: string, body: object): supertest.Test;
}

/** Starts them before the tests of a file, and stops them after. */
export function useDemoPortal(
  options: {
    /** By name; `east` without it, after a minute of traffic. */
    clusters?: Record<string, DemoClusterOptions>;
    /** Other names of them. */
    aliases?: Record<string, string>;
    /** Names of clusters at whose addresses nothing listens. */
    unreachable?: readonly string[];
    serviceMesh?: JsonObject;
    /** Beside those of all tests. */
    entities?: Entity[];
    features?: BackendFeature[];
  } = {},
): DemoPortal {
  const {
    clusters = { east: { world: 'east', warmUpSeconds: 60 } },
    aliases = {},
    unreachable = [],
    serviceMesh,
  } = options;
  const demos: Record<string, DemoCluster> = {};
  let portal: TestBackend | undefined;

  beforeAll(async () => {
    await Promise.all(
      Object.entries(clusters).map(async ([name, world]) => {
        demos[name] = await startDemoCluster(world);
      }),
    );
    const named: [name: string, demo: string][] = [
      ...Object.keys(clusters).map((name): [string, string] => [name, name]),
      ...Object.entries(aliases),
    ];
    portal = await startPortal(
      {
        kubernetes: clustersConfig([
          ...named.map(([name, demo]) => ({
            name,
            url: demos[demo].url,
            token: demos[demo].tokens.portal,
          })),
          ...unreachable.map(name => ({
            name,
            url: 'http://127.0.0.1:1',
            token: 'x',
          })),
        ]),
        ...(serviceMesh && { serviceMesh }),
      },
      options.entities,
      options.features,
    );
  });

  afterAll(async () => {
    await portal?.stop();
    await Promise.all(Object.values(demos).map(demo => demo.close()));
  });

  const server = () => supertest(portal!.server);
  return {
    demos,
    get url() {
      return `http://127.0.0.1:${portal!.server.port()}${BASE}`;
    },
    get: (path, user) =>
      server().get(`${BASE}${path}`).set('Authorization', as(user)),
    post: (path, user, body) =>
      server().post(`${BASE}${path}`).set('Authorization', as(user)).send(body),
  };
}
