import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInPortal } from '../../__testUtils__/renderInPortal';
import { TableColumn } from '../SortableTable';
import { DataTable } from './DataTable';

interface Row {
  name: string;
  rate?: number;
}

const columns: TableColumn<Row>[] = [
  {
    id: 'name',
    title: 'Name',
    sortBy: ({ name }) => name,
    cell: ({ name }) => name,
  },
  {
    id: 'rate',
    title: 'rps',
    exportTitle: 'Requests per second',
    numeric: true,
    optional: true,
    sortBy: ({ rate }) => rate,
    cell: ({ rate }) => rate ?? '–',
  },
];

const rows: Row[] = [{ name: '=web', rate: 2 }, { name: 'db' }];

function show(shown: Row[] = rows) {
  renderInPortal(
    <DataTable
      id="test"
      title="Peers"
      columns={columns}
      rows={shown}
      rowKey={({ name }) => name}
      compare={(a, b) => a.name.localeCompare(b.name)}
      filterText={({ name }) => name}
      empty="Nobody called it."
      exportName="a b"
    />,
  );
}

describe('DataTable', () => {
  beforeEach(() => localStorage.clear());

  it('is one line without rows', async () => {
    show([]);
    expect(await screen.findByText('Nobody called it.')).toBeInTheDocument();
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('filters, and says when nothing is left', async () => {
    const user = userEvent.setup();
    show();
    await user.click(
      await screen.findByRole('button', { name: 'Filter Peers' }),
    );
    await user.keyboard('WEB');
    expect(screen.getAllByRole('row')).toHaveLength(2);
    expect(screen.getByText('1 of 2')).toBeInTheDocument();
    await user.keyboard('x');
    expect(screen.getByText('No row contains "WEBx".')).toBeInTheDocument();
    await user.keyboard('{Escape}');
    expect(screen.getAllByRole('row')).toHaveLength(3);
  });

  it('hides columns, and remembers it', async () => {
    const user = userEvent.setup();
    show();
    await user.click(
      await screen.findByRole('button', { name: 'Columns of Peers' }),
    );
    const choices = await screen.findByRole('group', {
      name: 'Columns of Peers',
    });
    expect(
      within(choices).queryByRole('checkbox', { name: 'Name' }),
    ).toBeNull();
    await user.click(within(choices).getByRole('checkbox', { name: 'rps' }));
    expect(
      screen.queryByRole('columnheader', { name: 'rps', hidden: true }),
    ).toBeNull();
    expect(localStorage.getItem('service-mesh.hidden-columns.test')).toBe(
      '["rate"]',
    );
  });

  it('takes no harm from what somebody else keeps there', async () => {
    localStorage.setItem('service-mesh.hidden-columns.test', '{"a":');
    show();
    expect(
      await screen.findByRole('columnheader', { name: 'rps' }),
    ).toBeInTheDocument();
  });

  it('opens what a narrow screen folds away', async () => {
    const user = userEvent.setup();
    show();
    const [more] = await screen.findAllByRole('button', {
      name: 'More numbers',
    });
    await user.click(more);
    expect(more).toHaveAttribute('aria-expanded', 'true');
    expect(screen.getByRole('definition')).toHaveTextContent('2');
  });

  it('saves what is shown as CSV', async () => {
    const user = userEvent.setup();
    const blobs: Blob[] = [];
    URL.createObjectURL = blob => {
      blobs.push(blob as Blob);
      return 'blob:test';
    };
    URL.revokeObjectURL = () => {};
    const saved: string[] = [];
    const click = jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function save(this: HTMLAnchorElement) {
        saved.push(this.download);
      });
    show();
    await user.click(
      await screen.findByRole('button', { name: 'Save Peers as CSV' }),
    );
    click.mockRestore();
    expect(saved).toEqual(['a-b.csv']);
    const text = await blobs[0].text();
    expect(text.replace('\ufeff', '')).toBe(
      "Name,Requests per second\r\n'=web,2\r\ndb,\r\n",
    );
  });
});
