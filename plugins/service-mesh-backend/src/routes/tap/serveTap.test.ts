import { mockCredentials } from '@backstage/backend-test-utils';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { WORKLOAD } from '../../tap/__testUtils__/controlledMesh';
import { openEventStream } from '../__testUtils__/eventStream';
import { startTapServer, TapServer, VIEWER } from './__testUtils__/tapServer';

const CLUSTER = '/clusters/east/namespaces/video/tap';
const WEB = `${CLUSTER}?resource_type=deployment&resource_name=web`;
const ENTITY = '/entities/component/default/web/tap';

describe('serveTap', () => {
  let taps: TapServer;

  beforeEach(async () => {
    taps = await startTapServer();
  });

  afterEach(() => taps.close());

  const open = (path: string, headers: Record<string, string> = {}) =>
    openEventStream(`${taps.url}${path}`, headers);

  async function audited(status: string) {
    const deadline = Date.now() + 2_000;
    for (;;) {
      const found = taps.audits.find(record => record.status === status);
      if (found) {
        return found;
      }
      if (Date.now() > deadline) {
        throw new Error(`Not audited: ${status}`);
      }
      await new Promise(resolve => {
        setTimeout(resolve, 10);
      });
    }
  }

  describe('audit', () => {
    it('should hold who asks for what from the beginning, and how it went at the end', async () => {
      const stream = await open(`${WEB}&method=GET&path=/x&max_rps=5`);
      await stream.waitFor(({ type }) => type === 'open');
      const begun = {
        viewer: VIEWER,
        start: expect.any(String),
        asked: {
          cluster: 'east',
          namespace: 'video',
          query: {
            resource_type: 'deployment',
            resource_name: 'web',
            method: 'GET',
            path: '/x',
            max_rps: '5',
          },
        },
      };
      expect(taps.audits).toEqual([{ status: 'initiated', meta: begun }]);
      stream.close();
      expect((await audited('succeeded')).meta).toEqual({
        ...begun,
        target: WORKLOAD,
        via: { permission: 'service-mesh.cluster.tap' },
        filter: { method: 'GET', path: '/x', maxRps: 5 },
        identity: { type: 'service-account' },
        joined: false,
        end: expect.any(String),
        rows: 0,
        dropped: 0,
      });
    });

    it.each<[string, string, Record<string, string>, string, object]>([
      [
        'who may not read the entity',
        `${ENTITY}?method=GET`,
        {},
        'NotAllowedError',
        { entityRef: 'component:default/web', query: { method: 'GET' } },
      ],
      [
        'a cluster that is not there',
        WEB.replace('east', 'nowhere'),
        {},
        'NotFoundError',
        { cluster: 'nowhere' },
      ],
      [
        'a workload that is not there',
        `${CLUSTER}?resource_type=deployment&resource_name=missing`,
        {},
        'NotFoundError',
        { namespace: 'video' },
      ],
      [
        'half a destination',
        `${WEB}&to_resource_name=api`,
        {},
        'InputError',
        { cluster: 'east' },
      ],
      [
        'a page of another site',
        WEB,
        {
          Connection: 'Upgrade',
          Upgrade: 'websocket',
          Origin: 'http://evil.example',
        },
        'NotAllowedError',
        { cluster: 'east' },
      ],
    ])(
      'should hold the refusal of %s',
      async (_, path, headers, error, asked) => {
        taps.authorization.authorizeEntityRead.mockRejectedValue(
          new NotAllowedError('no'),
        );
        const stream = await open(path, headers);
        await stream.ended;
        expect(taps.audits).toEqual([
          {
            status: 'initiated',
            meta: expect.objectContaining({
              viewer: VIEWER,
              asked: expect.objectContaining(asked),
            }),
          },
          {
            status: 'failed',
            error,
            meta: expect.objectContaining({
              viewer: VIEWER,
              asked: expect.objectContaining(asked),
            }),
          },
        ]);
        expect(taps.mesh.taps).toEqual([]);
      },
    );

    it('should hold no masked part of a path, not even of a tap that is refused', async () => {
      const stream = await open(`${WEB}&path=/users/joe`);
      await stream.ended;
      expect(stream.status).toBe(403);
      expect(await audited('failed')).toMatchObject({
        error: 'NotAllowedError',
        meta: { asked: { query: { path: '/users/{id}' } } },
      });
      expect(JSON.stringify([taps.audits, taps.auditedUrls])).not.toContain(
        'joe',
      );
      expect(taps.auditedUrls).toEqual([
        '/api/service-mesh/clusters/east/namespaces/video/tap',
      ]);
      expect(taps.mesh.taps).toEqual([]);
    });

    it('should hold the target of a tap that is refused', async () => {
      taps.authorization.authorizeTap.mockRejectedValue(
        new NotAllowedError('no'),
      );
      await (
        await open(ENTITY)
      ).ended;
      expect((await audited('failed')).meta).toMatchObject({
        asked: { entityRef: 'component:default/web' },
        target: WORKLOAD,
      });
    });

    it('should hold nothing of a tap that can not be recorded', async () => {
      taps.audits.push = () => {
        throw new Error('The log is full');
      };
      const stream = await open(WEB);
      expect(stream.status).toBe(400);
      expect(taps.authorization.authorizeTap).not.toHaveBeenCalled();
    });
  });

  describe('while it is open', () => {
    it.each([
      ['the viewer is somebody else there', 'joe'],
      ['it is no longer asked as the viewer', undefined],
    ])('should end when %s', async (_, user) => {
      taps.identityOf.mockResolvedValueOnce({
        type: 'impersonate',
        user: 'jane',
        groups: [],
      });
      const stream = await open(WEB);
      if (user) {
        taps.identityOf.mockResolvedValue({
          type: 'impersonate',
          user,
          groups: [],
        });
      }
      const { data } = await stream.waitFor(({ type }) => type === 'end');
      expect(data).toMatchObject({ reason: 'no-longer-allowed' });
    });

    it('should end when Kubernetes allows it no longer', async () => {
      const stream = await open(WEB);
      await stream.waitFor(({ type }) => type === 'open');
      taps.identityOf.mockRejectedValue(new NotAllowedError('no'));
      const { data } = await stream.waitFor(({ type }) => type === 'end');
      expect(data).toMatchObject({ reason: 'no-longer-allowed' });
    });

    it('should end with the sign-in of the viewer', async () => {
      taps.credentials.mockResolvedValue({
        ...mockCredentials.user(VIEWER),
        expiresAt: new Date(Date.now() + 300),
      });
      const stream = await open(WEB);
      const { data } = await stream.waitFor(({ type }) => type === 'end');
      expect(data).toMatchObject({ reason: 'sign-in-over', retry: true });
    });

    const TO = `${WEB}&to_resource_type=deployment&to_resource_name=api`;

    it.each<
      [
        string,
        string,
        'authorizeEntityRead' | 'authorizeTap' | 'authorizeWorkloadRead',
      ]
    >([
      ['the tap', WEB, 'authorizeTap'],
      ['the entity', ENTITY, 'authorizeEntityRead'],
      ['the destination', TO, 'authorizeWorkloadRead'],
    ])(
      'should end when %s may not be seen any more',
      async (_, path, check) => {
        const stream = await open(path);
        await stream.waitFor(({ type }) => type === 'open');
        taps.authorization[check].mockRejectedValue(new NotFoundError('no'));
        const { data } = await stream.waitFor(
          ({ type }) => type === 'end',
          1_000,
        );
        expect(data).toMatchObject({
          reason: 'no-longer-allowed',
          retry: false,
        });
        await stream.ended;
        await audited('succeeded');
      },
    );

    it('should check the destination that was asked for', async () => {
      const stream = await open(TO);
      await stream.waitFor(({ type }) => type === 'open');
      await new Promise(resolve => {
        setTimeout(resolve, 250);
      });
      expect(taps.authorization.authorizeWorkloadRead).toHaveBeenCalledWith(
        expect.anything(),
        { ...WORKLOAD, name: 'api' },
      );
      expect(stream.messages.map(({ type }) => type)).toEqual(['open']);
      stream.close();
    });
  });
});
