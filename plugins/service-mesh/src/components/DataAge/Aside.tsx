import { ButtonIcon, DialogTrigger, Popover } from '@backstage/ui';
import { RiInformationLine } from '@remixicon/react';
import { useTranslate } from '../../hooks';
import { MeshRoot } from '../../theme';
import styles from './DataAge.module.css';

/** What is missing of workloads that are not on screen: no loss that a banner is worth, but who wonders finds it. */
export function Aside({ texts }: { texts: readonly string[] }) {
  const t = useTranslate();
  if (texts.length === 0) {
    return null;
  }
  return (
    <DialogTrigger>
      <ButtonIcon
        variant="tertiary"
        size="small"
        icon={<RiInformationLine />}
        aria-label={t('age.elsewhere')}
      />
      <Popover aria-label={t('age.elsewhere')} placement="bottom end">
        <MeshRoot className={styles.aside}>
          <p>{t('age.elsewhereText')}</p>
          <ul>
            {texts.map(text => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </MeshRoot>
      </Popover>
    </DialogTrigger>
  );
}
