import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { TopologyTab } from '../topology';
import { renderInPortal } from '../__testUtils__/renderInPortal';

const MINUTE = 60_000;

/** A window that ended so many minutes ago, compared with the one before. */
function comparing(ago = 5, more = ''): string {
  const to = MINUTE * Math.floor(Date.now() / MINUTE) - ago * MINUTE;
  const time = (at: number) => new Date(at).toISOString();
  return `?from=${time(to - 5 * MINUTE)}&to=${time(to)}&before=${time(
    to - 10 * MINUTE,
  )}${more}`;
}

const address = () => screen.getByTestId('address').textContent ?? '';

describe('time travel on the topology tab', () => {
  it('shows the strip after the graph, and compares what was before and after the last deploy', async () => {
    await renderInPortal(<TopologyTab />);
    const strip = await screen.findByRole('region', {
      name: 'Calls over time',
    });
    expect(strip).toHaveTextContent(/calls failed between/);
    await userEvent.click(
      within(strip).getByRole('button', { name: 'Compare' }),
    );
    const list = await screen.findByRole('complementary', {
      name: 'What changed',
    });
    expect(address()).toMatch(/before=.*/);
    expect(list).toHaveTextContent(/after videos-api 1\.8\.2/);
  });

  it('lists the largest harm first, picks its part of the graph, and says it in one sentence', async () => {
    await renderInPortal(<TopologyTab />, { search: comparing() });
    const list = await screen.findByRole('complementary', {
      name: 'What changed',
    });
    const lines = within(list).getAllByRole('listitem');
    expect(lines[0]).toHaveTextContent(
      'playlists-api → videos-api failssuccess 99.96 % → 68.9 %',
    );
    await userEvent.click(within(lines[0]).getByRole('button'));
    expect(address()).toContain('selected=edge');
    expect(within(lines[0]).getByRole('button')).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    expect(
      screen.getByText(/^Comparing .* workloads got worse/),
    ).toHaveAttribute('role', 'status');
    expect(list).toHaveTextContent(
      /did not change by more than their usual noise/,
    );
  });

  it('shows each side, only what changed, and the present again', async () => {
    await renderInPortal(<TopologyTab />, { search: comparing() });
    await userEvent.click(
      await screen.findByRole('radio', { name: 'A, the first window' }),
    );
    expect(address()).toContain('side=a');
    await userEvent.click(
      screen.getByRole('radio', { name: 'The difference' }),
    );
    expect(address()).not.toContain('side');
    await userEvent.click(screen.getByRole('button', { name: 'Back to live' }));
    await waitFor(() => expect(address()).not.toMatch(/from|to=|before/));
  });

  it('steps in time and leaves the comparison by keys', async () => {
    await renderInPortal(<TopologyTab />, { search: comparing(20) });
    const list = await screen.findByRole('complementary', {
      name: 'What changed',
    });
    within(list).getAllByRole('button')[1].focus();
    const before = new URLSearchParams(address().split('?')[1]);
    await userEvent.keyboard('.');
    const after = new URLSearchParams(address().split('?')[1]);
    expect(Date.parse(after.get('to')!) - Date.parse(before.get('to')!)).toBe(
      5 * MINUTE,
    );
    expect(after.get('before')).toBe(before.get('before'));
    await userEvent.keyboard('c');
    expect(address()).not.toContain('before=');
    expect(address()).toContain('from=');
  });

  it('is refused with the reason, and can be tried again', async () => {
    await renderInPortal(<TopologyTab />, {
      search: comparing(),
      state: 'error',
    });
    expect(
      await screen.findByText('The two moments could not be compared'),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeEnabled();
  });
});
