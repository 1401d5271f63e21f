import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { renderInPortal } from '../../__testUtils__/renderInPortal';
import { SidePanel } from './SidePanel';

function Screen() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        a node
      </button>
      {open && (
        <SidePanel
          label="its numbers"
          kind="Deployment"
          title="a node"
          takeFocus
          onClose={() => setOpen(false)}
        >
          numbers
        </SidePanel>
      )}
    </>
  );
}

describe('SidePanel', () => {
  it('takes the focus, and gives it back to what opened it', async () => {
    const user = userEvent.setup();
    renderInPortal(<Screen />);
    const node = await screen.findByRole('button', { name: 'a node' });
    node.focus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('complementary')).toHaveFocus();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('complementary')).toBeNull();
    await waitFor(() => expect(node).toHaveFocus());
  });
});
