import { layoutColumns } from './columns';
import { boundsOf, NODE_SIZE } from './layoutTypes';

/** Calls from each of seven layers to the next, and some back. */
function mesh(size: number) {
  const nodes = Array.from({ length: size }, (_, index) => `n${index}`);
  const edges = nodes.flatMap((source, index) =>
    [Math.floor(size / 7) + (index % 13), index % 5 === 0 ? -3 : undefined]
      .filter(step => step !== undefined)
      .map(step => nodes[index + step])
      .filter(target => target !== undefined)
      .map(target => ({ id: `${source}>${target}`, source, target })),
  );
  return { nodes, edges };
}

describe('layoutColumns', () => {
  it.each([30, 300, 1000])('puts %p nodes on no other', size => {
    const input = mesh(size);
    const { positions } = layoutColumns(input);
    const placed = Object.values(positions).sort((a, b) => a.x - b.x);
    expect(placed).toHaveLength(size);
    placed.forEach((a, index) => {
      for (const b of placed.slice(index + 1)) {
        if (b.x >= a.x + NODE_SIZE.width) {
          break;
        }
        expect(Math.abs(a.y - b.y)).toBeGreaterThanOrEqual(NODE_SIZE.height);
      }
    });
  });

  it('has about the shape of a screen', () => {
    const { positions } = layoutColumns(mesh(1000));
    const { width, height } = boundsOf(
      Object.values(positions).map(point => ({ ...point, ...NODE_SIZE })),
    );
    expect(width / height).toBeGreaterThan(0.8);
    expect(width / height).toBeLessThan(3);
  });

  it('puts most callers left of what they call', () => {
    const input = mesh(300);
    const { positions } = layoutColumns(input);
    const right = input.edges.filter(
      ({ source, target }) => positions[source].x < positions[target].x,
    );
    expect(right.length).toBeGreaterThan(input.edges.length * 0.7);
  });

  it('places the same graph the same way', () => {
    expect(layoutColumns(mesh(200))).toEqual(layoutColumns(mesh(200)));
  });
});
