import { screen, waitFor } from '@testing-library/react';
import { axe } from 'jest-axe';
import { FixtureApi } from '../__fixtures__/FixtureApi';
import { component, renderInPortal } from '../__testUtils__/renderInPortal';
import { ServiceMeshWarning } from './ServiceMeshWarning';

/** The address beside what is tested is a status too. */
const warnings = () =>
  screen
    .queryAllByRole('status')
    .filter(({ dataset }) => dataset.testid !== 'address');

const findWarning = () =>
  waitFor(() => {
    const [warning] = warnings();
    expect(warning).toBeDefined();
    return warning;
  });

describe('ServiceMeshWarning', () => {
  it('says what fails, and leads to the numbers', async () => {
    const { container } = renderInPortal(<ServiceMeshWarning />);
    expect(await findWarning()).toHaveTextContent(
      /^playlists-api is failing[^:]*: 90\.3.% of its requests succeed in the last 5.min\./,
    );
    expect(screen.getByRole('link')).toHaveAttribute('href', '/stats');
    expect(await axe(container)).toHaveNoViolations();
  });

  it('says that no pod is in the mesh', async () => {
    renderInPortal(<ServiceMeshWarning />, { state: 'not-meshed' });
    expect(await findWarning()).toHaveTextContent(
      'No pod of playlists-api is in the mesh: its traffic is not counted.',
    );
  });

  it.each([
    [1, '2 of 3 pods of playlists-api are not in the mesh'],
    [2, '1 of 3 pods of playlists-api is not in the mesh'],
  ])('says how many are outside where %p are in it', async (running, text) => {
    const api = new FixtureApi();
    const stats = await api.getStats('component:default/healthy', {
      window: '5m',
    });
    stats.workloads[0].workload.meshed = { running, total: 3 };
    jest.spyOn(api, 'getStats').mockResolvedValue(stats);
    renderInPortal(<ServiceMeshWarning />, { state: 'healthy', api });
    expect(await findWarning()).toHaveTextContent(text);
  });

  it.each(['healthy', 'no-traffic', 'error', 'forbidden'])(
    'draws nothing when it is %s',
    async state => {
      const api = new FixtureApi();
      const asked = jest.spyOn(api, 'getStats');
      renderInPortal(<ServiceMeshWarning />, { state, api });
      await waitFor(() => expect(asked).toHaveBeenCalled());
      await asked.mock.results[0].value.catch(() => {});
      expect(warnings()).toEqual([]);
    },
  );

  it('asks nothing for a component that does not say where it runs', async () => {
    const api = new FixtureApi();
    const asked = jest.spyOn(api, 'getStats');
    renderInPortal(<ServiceMeshWarning />, {
      entity: component('lonely', false),
      api,
    });
    await screen.findByTestId('address');
    expect(asked).not.toHaveBeenCalled();
  });
});
