import { Button } from '@backstage/ui';
import { RiHistoryLine, RiLiveLine } from '@remixicon/react';
import { useTranslate } from '../hooks';
import type { TimeTravel } from './useTimeTravel';
import styles from './PastControls.module.css';

/** The way into a comparison, and back from the past. */
export function PastControls(props: {
  travel: TimeTravel;
  /** Until it is known what there is to compare. */
  isPending?: boolean;
}) {
  const { travel, isPending = false } = props;
  const t = useTranslate();
  return (
    <span className={styles.controls}>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiHistoryLine />}
        isDisabled={isPending}
        onPress={travel.toggleCompare}
      >
        {t('timeTravel.compare')}
      </Button>
      {travel.past && (
        <Button
          size="small"
          variant="primary"
          iconStart={<RiLiveLine />}
          onPress={travel.live}
        >
          {t('timeTravel.live')}
        </Button>
      )}
    </span>
  );
}
