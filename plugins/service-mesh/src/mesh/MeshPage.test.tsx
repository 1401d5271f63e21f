import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { Route, Routes } from 'react-router-dom';
import { FixtureApi } from '../__fixtures__/FixtureApi';
import type { MeshFixture } from '../__fixtures__/fixtureStates';
import { renderInPortal } from '../__testUtils__/renderInPortal';
import { MeshPage } from './MeshPage';

const entities = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'videos-api', namespace: 'default' },
    spec: { lifecycle: 'production' },
    relations: [
      { type: 'ownedBy', targetRef: 'group:default/team-video' },
      { type: 'partOf', targetRef: 'system:default/video-catalog' },
    ],
  },
];

function open(
  path = '',
  state: MeshFixture = 'playlists-api',
  forbidden: string[] = [],
) {
  return renderInPortal(
    <Routes>
      <Route path="/service-mesh/*" element={<MeshPage />} />
    </Routes>,
    {
      entity: false,
      entities,
      api: new FixtureApi(state),
      forbidden,
      search: `service-mesh${path}`,
    },
  );
}

/** Without the header of Backstage UI, whose tabs control panels that are not there. */
const ownPart = (container: Element) =>
  container.querySelector('[data-service-mesh]') as Element;

const address = () => screen.getByTestId('address').textContent ?? '';

describe('the mesh page', () => {
  it('opens with what fails, the namespaces, the map and the dependencies', async () => {
    const { container } = open();
    const list = await screen.findByRole('navigation', {
      name: 'Namespaces, worst first',
    });
    expect(
      within(list).getByRole('button', {
        name: /^video, failing, \d+ workloads/,
      }),
    ).toBeInTheDocument();
    expect(await screen.findByText(/fails?:$/)).toBeInTheDocument();
    expect(
      await screen.findByRole('group', { name: 'Service graph of the mesh' }),
    ).toBeInTheDocument();
    const panel = screen.getByRole('complementary', { name: 'Dependencies' });
    expect(
      await within(panel).findByRole('button', {
        name: /playlists-api → videos-api/,
      }),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('tab', { name: 'Dependencies 3' }),
    ).toBeInTheDocument();
    expect(await axe(ownPart(container))).toHaveNoViolations();
  });

  it('shows the lines to add for what nobody declared', async () => {
    open();
    const user = userEvent.setup();
    await user.click(
      await screen.findByRole('button', { name: /playlists-api → videos-api/ }),
    );
    expect(screen.getByText(/api:default\/videos/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Edit file' })).toHaveAttribute(
      'href',
      'https://example.com/playlists-api/edit/catalog-info.yaml',
    );
    expect(address()).toContain('dependency=playlists-videos');
  });

  it('finds by expressions, says what is wrong, and keeps them in the address', async () => {
    open();
    const user = userEvent.setup();
    const field = await screen.findByRole('combobox', { name: 'Find' });
    await user.type(field, 'rps > ');
    expect(
      (await screen.findAllByText(/rps is compared with a number, such as 10/))
        .length,
    ).toBeGreaterThan(0);
    await user.type(field, '10 and owner = team-video');
    await waitFor(() => expect(address()).toContain('find=rps'));
    expect(await screen.findByText('1 found')).toBeInTheDocument();
    await user.type(field, '{Enter}');
    await waitFor(() => expect(address()).toContain('selected=node%3A'));
    expect(
      await screen.findByRole('complementary', { name: /^videos-api/ }),
    ).toHaveTextContent('team-video');
  });

  it('narrows the map to a namespace, and back', async () => {
    open();
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: /^search, / }));
    expect(address()).toContain('namespace=east%2Fsearch');
    await user.click(
      screen.getByRole('button', { name: 'east/search: Show all' }),
    );
    expect(address()).not.toContain('namespace=');
  });

  it('tells the path between two workloads', async () => {
    const ids = [
      'east/video/Deployment/videos-web',
      'east/video/Deployment/videos-api',
    ];
    open(
      `?path=${ids.map(encodeURIComponent).map(encodeURIComponent).join('+')}`,
    );
    const panel = await screen.findByRole('complementary', {
      name: 'Path between two workloads',
    });
    expect(panel).toHaveTextContent('1 path of 2 hops');
    expect(panel).toHaveTextContent(/videos-web.*playlists-api.*videos-api/);
  });

  it('tells who depends on a workload', async () => {
    open(`?blast=${encodeURIComponent('east/video/Deployment/videos-api')}`);
    const panel = await screen.findByRole('complementary', {
      name: 'Who depends on videos-api',
    });
    expect(panel).toHaveTextContent(/\d+ workloads in \d+ entit/);
    expect(within(panel).getByText('playlists-api')).toBeInTheDocument();
  });

  it('lists workloads in a table that is found in and sorted', async () => {
    const { container } = open('/workloads?find=health+%3D+failing');
    const table = await screen.findByRole('table', { name: 'Workloads' });
    expect(within(table).getAllByRole('row').length).toBeGreaterThan(2);
    expect(
      within(table).queryByRole('button', { name: /^playlists-db/ }),
    ).toBeNull();
    expect(await axe(ownPart(container))).toHaveNoViolations();
  });

  it('lists dependencies and their columns', async () => {
    const { container } = open('/dependencies');
    const table = await screen.findByRole('table', { name: 'Dependencies' });
    expect(within(table).getByText('videos-api')).toBeInTheDocument();
    await userEvent
      .setup()
      .click(screen.getByRole('radio', { name: 'Unseen 1' }));
    expect(
      await screen.findByText('redis-legacy', { selector: 'a *, a' }),
    ).toBeInTheDocument();
    expect(await axe(ownPart(container))).toHaveNoViolations();
  });

  it('tells how clusters are', async () => {
    const { container } = open('/clusters');
    const north = await screen.findByRole('region', { name: 'north' });
    expect(north).toHaveTextContent('How the source was looked for');
    expect(screen.queryByText(/who have the permission/)).toBeNull();
    expect(
      await within(screen.getByRole('region', { name: 'east' })).findByText(
        /east → west/,
      ),
    ).toBeInTheDocument();
    expect(await axe(ownPart(container))).toHaveNoViolations();
  });

  it('says which permission shows why a cluster does not answer', async () => {
    const { container } = open('/clusters', 'playlists-api', [
      'service-mesh.cluster.read',
    ]);
    await screen.findByRole('region', { name: 'north' });
    expect(
      await screen.findByText(/who have the permission/),
    ).toHaveTextContent('service-mesh.cluster.read');
    expect(await axe(ownPart(container))).toHaveNoViolations();
  });

  it.each<[MeshFixture, string]>([
    ['forbidden', 'You may not see mesh data of Service mesh'],
    ['error', 'The service mesh did not answer'],
    ['no-workload', 'No meshed workload in sight'],
  ])('says so where it is %s', async (state, title) => {
    open('', state);
    expect(await screen.findByText(title)).toBeInTheDocument();
  });
});
