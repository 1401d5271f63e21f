import { Button } from '@backstage/ui';
import { RiRefreshLine } from '@remixicon/react';

/** The primary action of states that may be over at the next try. */
export function RetryButton(props: { label: string; onPress(): void }) {
  const { label, onPress } = props;
  return (
    <Button
      size="small"
      variant="primary"
      iconStart={<RiRefreshLine />}
      onPress={onPress}
    >
      {label}
    </Button>
  );
}
