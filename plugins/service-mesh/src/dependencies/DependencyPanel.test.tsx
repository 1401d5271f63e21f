import type {
  DependencyList,
  Warning,
} from '@backstage-mesh/plugin-service-mesh-common';
import { screen } from '@testing-library/react';
import { renderInPortal } from '../__testUtils__/renderInPortal';
import { FixtureApi } from '../__fixtures__/FixtureApi';
import { videoDependencies } from '../__fixtures__/meshAnswers';
import type { PollControls } from '../hooks';
import { DependencyPanel } from './DependencyPanel';

function show(
  data: Partial<DependencyList>,
  rest: Partial<PollControls<DependencyList>> = {},
  told?: Warning[],
) {
  renderInPortal(
    <DependencyPanel
      api={new FixtureApi()}
      poll={
        {
          data: { ...videoDependencies(), ...data },
          loading: false,
          paused: false,
          ...rest,
        } as PollControls<DependencyList>
      }
      told={told}
      choices={{ state: 'undeclared', query: '', order: 'rate' }}
      onChoose={() => {}}
      selectedId={undefined}
      onSelect={() => {}}
      onClose={() => {}}
    />,
  );
}

describe('DependencyPanel', () => {
  it('says what is missing from the comparison', async () => {
    show({
      warnings: [
        { code: 'cluster-unreachable', message: 'gone', cluster: 'west' },
      ],
    });
    expect(
      await screen.findByText(/^Cluster west can not be read/),
    ).toBeInTheDocument();
  });

  it('does not repeat what the page says already', async () => {
    const missing = {
      code: 'cluster-unreachable',
      message: 'gone',
      cluster: 'west',
    };
    show({ warnings: [missing, { ...missing, cluster: 'north' }] }, {}, [
      missing,
    ]);
    expect(
      await screen.findByText(/^Cluster north can not be read/),
    ).toBeInTheDocument();
    expect(screen.queryByText(/^Cluster west/)).not.toBeInTheDocument();
  });

  it('says that what is on screen is old, and why', async () => {
    show({}, { error: new Error('the backend restarts'), receivedAt: 1 });
    expect(await screen.findByText(/the backend restarts/)).toHaveTextContent(
      /^Numbers stopped at/,
    );
  });

  it('says since when numbers are old that the backend has no newer of', async () => {
    show({
      measurements: [
        {
          cluster: 'east',
          source: 'prometheus',
          windowSeconds: 60,
          staleSince: '2026-01-08T12:00:00Z',
        },
      ],
    });
    expect(await screen.findByText(/^Numbers stopped at/)).toBeInTheDocument();
  });
});
