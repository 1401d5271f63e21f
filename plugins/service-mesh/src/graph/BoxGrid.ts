import { Box, boxesMeet } from './layoutTypes';

/** About the size of a card: a box is in few cells, and few boxes are in a cell. */
const CELL = 160;

/** Boxes by where they are, to tell quickly whether another one meets any of them. */
export class BoxGrid {
  readonly #cells = new Map<string, Box[]>();

  constructor(boxes: Iterable<Box> = []) {
    for (const box of boxes) {
      this.add(box);
    }
  }

  add(box: Box): void {
    for (const key of cellsOf(box)) {
      const cell = this.#cells.get(key);
      if (cell) {
        cell.push(box);
      } else {
        this.#cells.set(key, [box]);
      }
    }
  }

  /** Whether one of the boxes shares some room with this one. */
  meets(box: Box): boolean {
    return cellsOf(box).some(key =>
      this.#cells.get(key)?.some(other => boxesMeet(box, other)),
    );
  }
}

function cellsOf({ x, y, width, height }: Box): string[] {
  const cells: string[] = [];
  for (let left = Math.floor(x / CELL); left * CELL < x + width; left += 1) {
    for (let top = Math.floor(y / CELL); top * CELL < y + height; top += 1) {
      cells.push(`${left} ${top}`);
    }
  }
  return cells;
}
