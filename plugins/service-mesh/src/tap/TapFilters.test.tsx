import { screen, within } from '@testing-library/react';
import { sendRequests, startTap } from '../__testUtils__/fedTap';

describe('the filter of what was received', () => {
  it('filters what was received without asking the mesh again', async () => {
    const { user, api } = await startTap('?status=failed');
    sendRequests(api, [1], 200);
    sendRequests(api, [2], 500);
    await screen.findByRole('row', { name: /\/videos\/2\?/ });
    expect(screen.queryByRole('row', { name: /\/videos\/1\?/ })).toBeNull();
    expect(screen.getByText('1 of 2 shown')).toBeInTheDocument();
    expect(
      within(
        screen.getByRole('list', { name: 'Filters of what was received' }),
      ).getByText('status failed'),
    ).toBeInTheDocument();
    await user.type(
      screen.getByRole('searchbox', { name: 'Filter what was received' }),
      'nothing-like-this',
    );
    await user.click(screen.getByRole('button', { name: 'Clear the filter' }));
    expect(
      await screen.findByRole('row', { name: /\/videos\/1\?/ }),
    ).toBeInTheDocument();
    expect(api.taps).toHaveLength(1);
  });

  it('adds filters as chips', async () => {
    const { user, api } = await startTap();
    sendRequests(api, [1], { path: () => '/healthz' });
    sendRequests(api, [2], 500);
    await screen.findByText('2 received');
    await user.click(
      screen.getByRole('button', { name: 'Status, latency, source' }),
    );
    await user.type(
      await screen.findByRole('textbox', { name: 'Hide path' }),
      '/healthz{Enter}',
    );
    expect(await screen.findByText('hide path /healthz')).toBeInTheDocument();
    expect(screen.getByText('1 of 2 shown')).toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent('hide=%2Fhealthz');
  });

  it('counts calls by route, and shows the requests of one by a click', async () => {
    const { user, api } = await startTap();
    sendRequests(api, [1, 2, 3], 500);
    sendRequests(api, [4], { path: () => '/health' });
    const calls = await screen.findByRole('table', { name: 'Live calls' });
    const [worst] = within(calls).getAllByRole('row').slice(1);
    expect(worst).toHaveTextContent('videos-api');
    expect(worst).toHaveTextContent('/videos/{id}');
    expect(within(worst).getByText('3')).toBeInTheDocument();
    await user.click(
      within(calls).getByRole('button', {
        name: 'Show only the requests of videos-api GET /health',
      }),
    );
    expect(screen.getByText('route /health')).toBeInTheDocument();
    expect(screen.getByText('1 of 4 shown')).toBeInTheDocument();
    await user.click(
      screen.getByRole('button', { name: 'Remove the filter route /health' }),
    );
    expect(screen.getByText('newest 4 shown')).toBeInTheDocument();
    expect(api.taps).toHaveLength(1);
  });
});
