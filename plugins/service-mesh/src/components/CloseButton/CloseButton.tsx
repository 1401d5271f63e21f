import { ButtonIcon } from '@backstage/ui';
import { RiCloseLine } from '@remixicon/react';
import { useTranslate } from '../../hooks';

/** Closes the panel that it stands in. */
export function CloseButton({ onPress }: { onPress(): void }) {
  const t = useTranslate();
  return (
    <ButtonIcon
      variant="tertiary"
      size="small"
      icon={<RiCloseLine />}
      aria-label={t('controls.close')}
      onPress={onPress}
    />
  );
}
