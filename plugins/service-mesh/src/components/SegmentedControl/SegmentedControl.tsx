import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import styles from './SegmentedControl.module.css';

/** One of the choices of a segmented control. */
export interface Segment<T extends string> {
  id: T;
  /** What it reads, or its name for screen readers where it shows an icon alone. */
  label: string;
  icon?: JSX.Element;
  /** A name that says more than what it reads. */
  name?: string;
}

/** A choice of one among few, all of them in sight: as high as the other controls of a toolbar. */
export function SegmentedControl<T extends string>(props: {
  label: string;
  segments: readonly Segment<T>[];
  value: T | undefined;
  /** Shows the icons without words. */
  iconsOnly?: boolean;
  onChange(value: T): void;
}) {
  const { label, segments, value, iconsOnly, onChange } = props;
  return (
    <ToggleButtonGroup
      className={styles.group}
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={value === undefined ? [] : [value]}
      onSelectionChange={keys => {
        const [next] = [...keys];
        if (next !== undefined && next !== value) {
          onChange(next as T);
        }
      }}
    >
      {segments.map(segment => (
        <ToggleButton
          key={segment.id}
          id={segment.id}
          size="small"
          iconStart={segment.icon}
          aria-label={segment.name ?? (iconsOnly ? segment.label : undefined)}
        >
          {iconsOnly ? undefined : segment.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
