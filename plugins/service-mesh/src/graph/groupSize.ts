import type { Size } from './layoutTypes';

/** A closed group: its head, and one mark per workload. */
export const GROUP_WIDTH = 158;
export const MARK_SIZE = 9.2;
export const MARKS_PER_ROW = 15;
export const MAX_MARKS = 135;
const HEAD_HEIGHT = 54;
const REST_HEIGHT = 14;

/** The size of the card of a closed group of so many workloads. */
export function groupSize(members: number): Size {
  const rows = Math.ceil(Math.min(members, MAX_MARKS) / MARKS_PER_ROW);
  return {
    width: GROUP_WIDTH,
    height: Math.ceil(
      HEAD_HEIGHT + rows * MARK_SIZE + (members > MAX_MARKS ? REST_HEIGHT : 0),
    ),
  };
}
