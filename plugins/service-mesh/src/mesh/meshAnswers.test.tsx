import type {
  DependencyList,
  GatewayList,
  Timeline,
  WorkloadRef,
} from '@backstage-mesh/plugin-service-mesh-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { FixtureApi } from '../__fixtures__/FixtureApi';
import { playlistsApi, videosApi } from '../__fixtures__/videoCatalog';
import { renderInPortal } from '../__testUtils__/renderInPortal';
import type { DependencyOptions, MeshScope } from '../api';
import { MeshPage } from './MeshPage';

/** Answers as the fixtures do, with calls that are to blame, and Services that may not be listed; notes what it is asked. */
class ListeningApi extends FixtureApi {
  readonly asked: DependencyOptions[] = [];

  async getDependencies(
    entityRef?: string,
    options: DependencyOptions = {},
  ): Promise<DependencyList> {
    const { signal: _, ...rest } = options;
    this.asked.push(rest);
    return super.getDependencies(entityRef, options);
  }

  async getTimeline(
    scope: MeshScope,
    options: { end?: string },
  ): Promise<Timeline> {
    return {
      ...(await super.getTimeline(scope, options)),
      origins: [
        {
          callerId: playlistsApi.id,
          calleeId: videosApi.id,
          explainedShare: 0.92,
        },
      ],
    };
  }

  async getGateways(): Promise<GatewayList> {
    return {
      gateways: [],
      warnings: [
        {
          code: 'services-forbidden',
          cluster: 'east',
          message: 'Which Services are mirrored in cluster east is not known',
          manifest: 'kind: ClusterRole',
        },
      ],
    };
  }
}

function open(path: string): ListeningApi {
  const api = new ListeningApi();
  renderInPortal(
    <Routes>
      <Route path="/service-mesh/*" element={<MeshPage />} />
    </Routes>,
    { entity: false, api, search: `service-mesh${path}` },
  );
  return api;
}

describe('the numbers of a group', () => {
  it('say which calls they are added of, and how these are counted', async () => {
    const user = userEvent.setup();
    const api = open('?group=namespace&selected=node%3Agroup%3Aeast%2Fvideo');
    const asked = jest.spyOn(api, 'getGroupExplanation');
    const panel = await screen.findByRole('complementary', {
      name: /^video, /,
    });
    await user.click(
      within(panel).getAllByTitle('How this number came to be')[0],
    );
    const explanation = await screen.findByRole('dialog', {
      name: 'Success · calls into the group',
    });
    expect(
      await within(explanation).findByText(/calls? comes? into the group/),
    ).toBeInTheDocument();
    expect(within(explanation).getByText(/→ videos-api/)).toBeInTheDocument();
    expect(explanation).toHaveTextContent('http://prometheus.example');
    const [workloads, options] = asked.mock.calls[0] as unknown as [
      WorkloadRef[],
      { window: string },
    ];
    expect(workloads).toContainEqual({
      cluster: 'east',
      namespace: 'video',
      kind: 'Deployment',
      name: 'videos-api',
    });
    expect(options.window).toBe('5m');
  });
});

describe('what the mesh page makes of its answers', () => {
  it('marks who fails because of a call, and the likely origin', async () => {
    open('');
    expect(
      await screen.findByRole('button', {
        name: /^playlists-api, .*failing because of a call/,
      }),
    ).toBeInTheDocument();
    expect(screen.getAllByText('likely origin').length).toBeGreaterThan(0);
    expect(
      screen.queryByRole('button', {
        name: /^videos-api, .*failing because of a call/,
      }),
    ).toBeNull();
  });

  it('asks for what it shows of the dependencies, and for no more', async () => {
    const api = open('/clusters');
    expect(
      await screen.findByRole('tab', { name: 'Dependencies 3' }),
    ).toBeInTheDocument();
    expect(api.asked).toEqual([{ limit: 0 }]);
  });

  it('says of a cluster what of its gateways may not be read, and not that there are none', async () => {
    open('/clusters');
    const east = await screen.findByRole('region', { name: 'east' });
    expect(
      await within(east).findByText(/Which Services are mirrored/),
    ).toBeInTheDocument();
    expect(
      within(east).getByRole('button', { name: 'Copy what is missing' }),
    ).toBeInTheDocument();
    expect(within(east).queryByText(/No gateway leads/)).toBeNull();
    expect(
      within(screen.getByRole('region', { name: 'west' })).getByText(
        /No gateway leads/,
      ),
    ).toBeInTheDocument();
  });
});
