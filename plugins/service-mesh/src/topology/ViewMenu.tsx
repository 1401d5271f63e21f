import { Button, DialogTrigger, Popover } from '@backstage/ui';
import { RiEqualizerLine } from '@remixicon/react';
import type { ReactNode } from 'react';
import { useTranslate } from '../hooks';
import { MeshRoot } from '../theme';
import styles from './ViewMenu.module.css';

/** The choices of a toolbar behind one button, where there is no room for them. */
export function ViewMenu(props: { children: ReactNode }) {
  const t = useTranslate();
  return (
    <DialogTrigger>
      <Button variant="secondary" size="small" iconStart={<RiEqualizerLine />}>
        {t('topology.view')}
      </Button>
      <Popover aria-label={t('topology.view')} placement="bottom start">
        <MeshRoot className={styles.menu}>{props.children}</MeshRoot>
      </Popover>
    </DialogTrigger>
  );
}
