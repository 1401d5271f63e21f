import { Button, DialogTrigger, Popover } from '@backstage/ui';
import { RiEqualizerLine } from '@remixicon/react';
import type { ReactElement, ReactNode } from 'react';
import { MeshRoot } from '../../theme';
import styles from './ToolbarMenu.module.css';

/** Choices of a toolbar behind one button, where there is no room for them. */
export function ToolbarMenu(props: {
  label: string;
  icon?: ReactElement;
  /** Something behind the button is chosen. */
  active?: boolean;
  children: ReactNode;
}) {
  const { label, icon = <RiEqualizerLine />, active, children } = props;
  return (
    <DialogTrigger>
      <Button
        variant="secondary"
        size="small"
        iconStart={icon}
        className={active ? styles.active : undefined}
      >
        {label}
      </Button>
      <Popover aria-label={label} placement="bottom start">
        <MeshRoot className={styles.menu}>{children}</MeshRoot>
      </Popover>
    </DialogTrigger>
  );
}
