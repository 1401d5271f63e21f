import type { ExplainedNumber } from '@backstage-mesh/plugin-service-mesh-common';
import type { ReactNode } from 'react';
import type { DerivedNumber } from '../Explained';

/** A column of a table. */
export interface TableColumn<T> {
  id: string;
  title: string;
  cell(row: T): ReactNode;
  /** What the column sorts by; it cannot be sorted by without. */
  sortBy?(row: T): number | string | undefined;
  /** Right-aligned, tabular figures. */
  numeric?: boolean;
  /** The header is for screen readers alone. */
  hiddenTitle?: boolean;
  /** Takes the width that the other columns leave, and cuts what does not fit. */
  grow?: boolean;
  /** Folded away on narrow screens: the row opens it. */
  optional?: boolean;
  /** Which number it is, where it can say how it came to be. */
  explain?: ExplainedNumber;
  /** What the column makes of that number. */
  derived?: DerivedNumber;
  /** What an export writes, where that is not what the column sorts by; a column with neither is not exported. */
  exportValue?(row: T): number | string | undefined;
  /** The name of the column in an export, with its unit, where the title on screen has none. */
  exportTitle?: string;
}
