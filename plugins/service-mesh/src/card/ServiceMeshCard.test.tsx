import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { component, renderInPortal } from '../__testUtils__/renderInPortal';
import { ServiceMeshCard } from './ServiceMeshCard';

describe('ServiceMeshCard', () => {
  it('shows the golden numbers, and leads to the tabs', async () => {
    const { container } = renderInPortal(<ServiceMeshCard />);
    expect(await screen.findByText('Success')).toBeInTheDocument();
    expect(
      screen.getByText('486\u00a0ms', { normalizer: text => text }),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Topology' })).toHaveAttribute(
      'href',
      '/topology',
    );
    expect(await axe(container)).toHaveNoViolations();
  });

  it('says of each number what was counted', async () => {
    const user = userEvent.setup();
    renderInPortal(<ServiceMeshCard />);
    const success = (await screen.findByText('Success')).parentElement;
    await user.click(within(success as HTMLElement).getByRole('button'));
    expect(
      await screen.findByText(
        /^In the window: [\d,]+ successes, [\d,]+ failures/,
      ),
    ).toBeInTheDocument();
  });

  it('says what to add where the component does not say where it runs', async () => {
    renderInPortal(<ServiceMeshCard />, {
      entity: component('lonely', false),
    });
    expect(
      await screen.findByText('This component does not say where it runs'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/backstage\.io\/kubernetes-id: lonely/),
    ).toBeInTheDocument();
  });

  it('says why there are no numbers', async () => {
    renderInPortal(<ServiceMeshCard />, { state: 'error' });
    expect(
      await screen.findByText('east and west cannot be reached'),
    ).toBeInTheDocument();
  });
});
