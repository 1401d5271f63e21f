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

  it('says which pods are outside of the mesh', async () => {
    renderInPortal(<ServiceMeshWarning />, { state: 'not-meshed' });
    expect(await findWarning()).toHaveTextContent(
      '3 of 3 pods of playlists-api are not in the mesh',
    );
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
