import {
  DEFAULT_HEALTH_THRESHOLDS,
  Topology,
  TopologyNode,
} from '@backstage-mesh/plugin-service-mesh-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useMemo, useState } from 'react';
import { call, http, workload } from '../__fixtures__/videoCatalog';
import { renderInPortal } from '../__testUtils__/renderInPortal';
import { groupGraph, modelTopology } from '../graph';
import { GraphActionsProvider } from './GraphActions';
import { MeshGraphView } from './MeshGraphView';

const web = workload('web', { namespace: 'front', stats: http(9, 100, 10) });
const api = workload('api', { namespace: 'shop', stats: http(9, 60, 10) });
const cart = workload('cart', { namespace: 'shop', stats: http(5, 100, 10) });
const topology: Pick<Topology, 'nodes' | 'edges'> = {
  nodes: [web, api, cart],
  edges: [
    call(web, api, 'http', 'mesh', http(9, 60, 10)),
    call(api, cart, 'http', 'mesh', http(5, 100, 10)),
  ],
};
const graph = modelTopology(topology, DEFAULT_HEALTH_THRESHOLDS);
const byNamespace = ({ namespace = '' }: TopologyNode) => ({
  key: namespace,
  title: namespace,
});

function Grouped() {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const grouped = useMemo(() => groupGraph(graph, byNamespace, open), [open]);
  return (
    <GraphActionsProvider
      value={{
        selected: undefined,
        select: () => {},
        focusId: undefined,
        toggleFocus: () => {},
        pinned: new Set(),
        togglePin: () => {},
      }}
    >
      <MeshGraphView
        name="mesh"
        scope="test"
        graph={grouped}
        showCluster={false}
        foldLegend
        placeholder="loading"
        onToggleGroup={key =>
          setOpen(before => {
            const next = new Set(before);
            if (!next.delete(key)) {
              next.add(key);
            }
            return next;
          })
        }
      />
    </GraphActionsProvider>
  );
}

describe('MeshGraphView', () => {
  beforeEach(() => localStorage.clear());

  it('opens and closes a group by keyboard, with the calls over its border as its numbers', async () => {
    const user = userEvent.setup();
    renderInPortal(<Grouped />);
    const group = await screen.findByRole('button', {
      name: /^shop, group of 2 workloads, failing, 9\.0 requests per second come in from outside, 60\.\d.% of them succeed, 5\.0 requests per second inside$/,
    });
    expect(group).toHaveAttribute('aria-expanded', 'false');
    expect(
      screen.queryByRole('button', { name: /^cart, / }),
    ).not.toBeInTheDocument();

    act(() => group.focus());
    await user.keyboard('{Enter}');
    expect(
      await screen.findByRole('button', { name: /^cart, Deployment, healthy/ }),
    ).toBeInTheDocument();
    const frame = screen.getByRole('button', { name: 'Close shop' });
    expect(frame).toHaveAttribute('aria-expanded', 'true');

    act(() => frame.focus());
    await user.keyboard('{Enter}');
    await waitFor(() =>
      expect(
        screen.queryByRole('button', { name: /^cart, / }),
      ).not.toBeInTheDocument(),
    );
    expect(
      screen.getByRole('button', { name: /^shop, group of 2/ }),
    ).toBeInTheDocument();
  });

  it('remembers where things stand', async () => {
    renderInPortal(<Grouped />);
    await screen.findByRole('button', { name: /^shop, group of 2/ });
    await waitFor(() =>
      expect(localStorage.getItem('service-mesh.layouts')).toContain(
        'group:shop',
      ),
    );
  });
});

describe('numbers of cards', () => {
  const answer = (
    rate: number,
    success: number,
    stats?: Partial<TopologyNode['stats']>,
  ) => ({
    nodes: [
      { ...web, stats: { ...http(rate, success, 10), ...stats } },
      api,
      cart,
    ],
    edges: topology.edges,
  });

  let show: (next: Pick<Topology, 'nodes' | 'edges'>) => void;
  let pick: (id: string) => void;

  function Live() {
    const [shown, setShown] = useState(answer(9, 100));
    const [id, setId] = useState<string>();
    show = setShown as typeof show;
    pick = setId;
    return (
      <GraphActionsProvider
        value={{
          selected: id === undefined ? undefined : { type: 'node', id },
          select: () => {},
          focusId: undefined,
          toggleFocus: () => {},
          pinned: new Set(),
          togglePin: () => {},
        }}
      >
        <MeshGraphView
          name="mesh"
          scope="live"
          graph={modelTopology(shown, DEFAULT_HEALTH_THRESHOLDS)}
          showCluster={false}
          foldLegend
          placeholder="loading"
        />
      </GraphActionsProvider>
    );
  }

  const card = () => screen.findByRole('button', { name: /^web, / });

  it('are written in their places, for eyes and for screen readers', async () => {
    renderInPortal(<Live />);
    const button = await card();
    expect(button).toHaveTextContent('9.0 rps');
    const rate = within(button).getByText('9.0');

    act(() => show(answer(12.3, 99.5)));
    expect(rate).toHaveTextContent('12.3');
    expect(button).toHaveTextContent('99.5 %success12.3 rps');
    expect(button).toHaveAccessibleName(
      /healthy.* 12\.3 requests per second, 99\.5.% succeed/,
    );
  });

  it('stay the newest when the card is drawn anew for another reason', async () => {
    renderInPortal(<Live />);
    const button = await card();
    act(() => show(answer(12.3, 100)));
    act(() => pick(web.id));
    expect(button).toHaveAttribute('aria-pressed', 'true');
    expect(button).toHaveTextContent('12.3 rps');
    expect(button).toHaveAccessibleName(/ 12\.3 requests per second/);

    // what was drawn first comes again
    act(() => show(answer(9, 100)));
    expect(button).toHaveTextContent('9.0 rps');
    expect(button).toHaveAccessibleName(/ 9\.0 requests per second/);
  });

  it('change their looks where that is more than a number', async () => {
    renderInPortal(<Live />);
    const button = await card();
    act(() => show(answer(12.3, 60)));
    expect(button).toHaveTextContent(/60\.0.%/);
    expect(button).toHaveAccessibleName(/failing/);

    act(() => show(answer(7.5, 60, { successRate: undefined })));
    expect(within(button).getByText('–')).toHaveAccessibleName(
      expect.stringMatching(/\w/),
    );
    expect(button).toHaveTextContent('7.5 rps');

    act(() => show(answer(8.5, 100)));
    expect(button).toHaveTextContent(/100.%success8\.5 rps/);
  });
});
