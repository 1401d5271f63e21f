import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { FixtureApi } from '../__fixtures__/FixtureApi';
import { renderInPortal } from '../__testUtils__/renderInPortal';
import { StatsTab } from './StatsTab';

const names = (table: HTMLElement) =>
  within(table)
    .getAllByRole('row')
    .slice(1)
    .map(row => within(row).getAllByRole('cell')[0].textContent);

describe('StatsTab', () => {
  it('shows the golden metrics of the workload', async () => {
    renderInPortal(<StatsTab />);
    const cells = await screen.findByRole('group', {
      name: 'Golden metrics of playlists-api',
    });
    for (const text of ['90.3', '19.3', '1.9', '486', '3 of 3', '100']) {
      expect(cells).toHaveTextContent(text);
    }
  });

  it('has a table for callers, callees, pods and TCP, worst first', async () => {
    renderInPortal(<StatsTab />);
    expect(
      names(await screen.findByRole('table', { name: 'Inbound' })),
    ).toEqual(['videos-web', 'digest-mailreporting']);
    expect(
      names(screen.getByRole('table', { name: 'Outbound' })).map(
        text => text?.match(/^[a-z-]+/)?.[0],
      ),
    ).toEqual(['videos-api', 'playlists-db', 'cdn']);
    expect(names(screen.getByRole('table', { name: 'Pods' }))).toHaveLength(3);
    expect(names(screen.getByRole('table', { name: 'TCP' }))).toEqual([
      'playlists-db',
      'cdn.example:443',
    ]);
  });

  it('shows the unknown as a dash with its reason', async () => {
    renderInPortal(<StatsTab />);
    const row = within(
      await screen.findByRole('table', { name: 'Outbound' }),
    ).getByRole('row', { name: /playlists-db/ });
    expect(
      within(row).getAllByRole('img', {
        name: 'unknown: no response in the window',
      }),
    ).toHaveLength(4);
  });

  it('sorts by a column, and back to worst first', async () => {
    const user = userEvent.setup();
    renderInPortal(<StatsTab />);
    const table = await screen.findByRole('table', { name: 'Pods' });
    const header = within(table).getByRole('button', { name: 'Name' });
    await user.click(header);
    expect(names(table).map(name => name?.slice(-5))).toEqual([
      'b3n8w',
      'q9d4m',
      'x7k2p',
    ]);
    await user.click(header);
    expect(names(table)[0]).toMatch(/x7k2p$/);
    expect(
      within(table).getByRole('columnheader', { name: 'Name' }),
    ).toHaveAttribute('aria-sort', 'descending');
  });

  it('leads from a row to a tap of these calls', async () => {
    renderInPortal(<StatsTab />);
    const link = await screen.findByRole('link', { name: 'Tap videos-api' });
    expect(link).toHaveAttribute(
      'href',
      '/tap?workload=east%2Fvideo%2FDeployment%2Fplaylists-api&to=video%2Fdeployment%2Fvideos-api&start=true',
    );
  });

  it('asks for another window', async () => {
    const user = userEvent.setup();
    const api = new FixtureApi();
    const asked = jest.spyOn(api, 'getStats');
    renderInPortal(<StatsTab />, { api });
    await screen.findByRole('table', { name: 'Pods' });
    await user.click(screen.getByRole('radio', { name: /^15.min$/ }));
    expect(asked).toHaveBeenLastCalledWith(
      'component:default/playlists-api',
      expect.objectContaining({ window: '15m' }),
    );
    expect(screen.getByTestId('address')).toHaveTextContent('window=15m');
  });

  it.each([
    ['no-workload', 'No workload matches no-workload'],
    ['not-meshed', 'No pod of playlists-api is in the mesh'],
    ['no-traffic', 'Nobody called playlists-api in the last 5\u00a0min'],
    ['no-metrics', 'No numbers: nothing measures cluster north'],
    ['forbidden', 'You may not see mesh data of forbidden'],
    ['error', 'The service mesh did not answer'],
    ['stale', /^Numbers stopped at/],
  ])('has words of its own for %s', async (state, words) => {
    renderInPortal(<StatsTab />, { state });
    expect(
      (await screen.findAllByText(words, { normalizer: text => text }))[0],
    ).toBeInTheDocument();
  });

  it('has no accessibility violation', async () => {
    const { container } = renderInPortal(<StatsTab />);
    await screen.findByRole('table', { name: 'Pods' });
    expect(await axe(container)).toHaveNoViolations();
  });
});
