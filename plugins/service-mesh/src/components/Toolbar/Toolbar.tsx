import { Select } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './Toolbar.module.css';

/** The row of controls on top of a tab. */
export function Toolbar(props: { label: string; children: ReactNode }) {
  return (
    <div className={styles.toolbar} role="toolbar" aria-label={props.label}>
      {props.children}
    </div>
  );
}

/** A choice in a toolbar, with its name inside the control: "Window 5 min". */
export function ToolbarSelect(props: {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange(value: string): void;
  isDisabled?: boolean;
}) {
  const { label, value, options, onChange, isDisabled } = props;
  return (
    <Select
      className={styles.select}
      size="small"
      aria-label={label}
      icon={<span className={styles.selectLabel}>{label}</span>}
      options={options.map(option => ({
        id: option.value,
        label: option.label,
      }))}
      value={value}
      isDisabled={isDisabled}
      onChange={key => key !== null && onChange(String(key))}
    />
  );
}
