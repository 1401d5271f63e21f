import { ButtonIcon, DialogTrigger, Popover } from '@backstage/ui';
import { RiInformationLine } from '@remixicon/react';
import type { ReactNode } from 'react';
import { MeshRoot } from '../../theme';
import styles from './InfoButton.module.css';

/** What is worth knowing, but not worth a place of its own: who wonders finds it behind a button. */
export function InfoButton(props: { label: string; children: ReactNode }) {
  const { label, children } = props;
  return (
    <DialogTrigger>
      <ButtonIcon
        variant="tertiary"
        size="small"
        icon={<RiInformationLine />}
        aria-label={label}
      />
      <Popover aria-label={label} placement="bottom end">
        <MeshRoot className={styles.text}>{children}</MeshRoot>
      </Popover>
    </DialogTrigger>
  );
}
