import { screen, waitFor } from '@testing-library/react';
import { sendRequests, startTap } from '../__testUtils__/fedTap';

describe('TapExport', () => {
  it('saves what is on screen, once the portal has noted it', async () => {
    const saved: Blob[] = [];
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => saved.push(blob) && 'blob:x',
      revokeObjectURL: () => {},
    });
    const { user, api } = await startTap('?status=failed');
    sendRequests(api, [1], 200);
    sendRequests(api, [2], 500);
    await screen.findByText('1 of 2 shown');
    api.refuseExports = true;
    await user.click(screen.getByRole('button', { name: 'Export' }));
    expect(await screen.findByText('Not saved: not now')).toBeInTheDocument();
    expect(saved).toEqual([]);
    api.refuseExports = false;
    await user.click(screen.getByRole('button', { name: 'Export' }));
    expect(await screen.findByText('1 request saved')).toBeInTheDocument();
    expect(api.exports).toEqual([
      {
        target: {
          cluster: 'east',
          namespace: 'video',
          kind: 'Deployment',
          name: 'playlists-api',
        },
        query: {},
        rows: 1,
      },
    ]);
    expect(saved).toHaveLength(1);
  });

  it('saves nothing for those who may not', async () => {
    const { user, api } = await startTap('', {
      // answers about permissions are remembered by entity
      state: 'healthy',
      forbidden: ['service-mesh.tap.export'],
    });
    sendRequests(api, [1]);
    await screen.findByRole('button', { name: /GET \/videos\/1/ });
    const button = screen.getByRole('button', { name: 'Export' });
    await waitFor(() =>
      expect(button).toHaveAttribute('aria-disabled', 'true'),
    );
    await user.click(button);
    expect(api.exports).toEqual([]);
  });
});
