import type { Warning } from '@backstage-mesh/plugin-service-mesh-common';
import { screen } from '@testing-library/react';
import { renderInPortal } from '../__testUtils__/renderInPortal';
import { NoWorkload } from './WorkloadStates';

describe('NoWorkload', () => {
  const paused = (cluster: string): Warning => ({
    code: 'cluster-paused',
    message: `The cluster ${cluster} is paused.`,
    cluster,
  });

  function show(...warnings: Warning[]) {
    renderInPortal(
      <NoWorkload
        name="web"
        match={{ selector: 'app=web', clusters: ['east', 'west'] }}
        warnings={warnings}
        onRetry={() => {}}
      />,
    );
  }

  it('should say where it was looked in vain', async () => {
    show();
    expect(
      await screen.findByText('No workload matches web'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/^Looked in east, west for pods/),
    ).toBeInTheDocument();
  });

  it('should not say that there is none where nobody could look', async () => {
    show(paused('east'), paused('west'));
    expect(
      await screen.findByText('What runs of web is not known now'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(
        'Cluster east is paused by an administrator: nothing is asked of it.',
      ),
    ).toBeInTheDocument();
    expect(screen.queryByText(/Looked in|No pod there/)).toBeNull();
  });

  it('should name what could be looked at, and what could not', async () => {
    show(paused('west'));
    expect(
      await screen.findByText(/^Looked in east for pods/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(
        'Cluster west is paused by an administrator: nothing is asked of it.',
      ),
    ).toBeInTheDocument();
  });
});
