import type {
  DependencyList,
  GatewayList,
  Timeline,
} from '@backstage-mesh/plugin-service-mesh-common';
import { screen, within } from '@testing-library/react';
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
