import { Button, DialogTrigger, Popover } from '@backstage/ui';
import { RiEqualizerLine } from '@remixicon/react';
import type { ReactNode } from 'react';
import { MeshRoot } from '../../theme';
import styles from './ToolbarMenu.module.css';

/** Choices of a toolbar behind one button, where there is no room for them. */
export function ToolbarMenu(props: { label: string; children: ReactNode }) {
  const { label, children } = props;
  return (
    <DialogTrigger>
      <Button variant="secondary" size="small" iconStart={<RiEqualizerLine />}>
        {label}
      </Button>
      <Popover aria-label={label} placement="bottom start">
        <MeshRoot className={styles.menu}>{children}</MeshRoot>
      </Popover>
    </DialogTrigger>
  );
}
