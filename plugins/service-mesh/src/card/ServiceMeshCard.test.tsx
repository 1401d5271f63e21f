import { screen } from '@testing-library/react';
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
