import type { Timeline } from '@backstage-mesh/plugin-service-mesh-common';
import { Button, DialogTrigger, Popover, ToggleButton } from '@backstage/ui';
import { RiArrowDownSLine, RiHistoryLine } from '@remixicon/react';
import { useState } from 'react';
import { MomentForm, SegmentedControl, ToolbarSelect } from '../components';
import { formatClock } from '../format';
import { TimeRange, rangeProblem, useTranslate } from '../hooks';
import { rangeLabel } from '../names';
import { MeshRoot } from '../theme';
import { endingAt, withWindowBefore } from './moments';
import { ComparedRanges, SIDES } from './timeTravelAddress';
import type { TimeTravel } from './useTimeTravel';
import styles from './ComparisonControls.module.css';

const HOUR_MS = 3_600_000;

/** What is compared, and which side is shown: the toolbar of a screen that compares. */
export function ComparisonControls(props: {
  travel: TimeTravel;
  compared: ComparedRanges;
  timeline: Timeline | null | undefined;
}) {
  const { travel, compared } = props;
  const t = useTranslate();
  return (
    <>
      <ToggleButton
        size="small"
        iconStart={<RiHistoryLine />}
        isSelected
        className={styles.comparing}
        onChange={() => travel.toggleCompare()}
        aria-label={t('timeTravel.stop')}
      >
        {t('timeTravel.comparing')}
      </ToggleButton>
      <WindowPicker {...props} letter="A" range={compared.a} />
      <span className={styles.against}>{t('timeTravel.against')}</span>
      <WindowPicker {...props} letter="B" range={compared.b} />
      <SegmentedControl
        label={t('timeTravel.side')}
        segments={SIDES.map(id => ({
          id,
          label: t(`timeTravel.sides.${id}`),
          name: t(`timeTravel.sidesLong.${id}`),
        }))}
        value={travel.side}
        onChange={travel.setSide}
      />
      <ToolbarSelect
        label={t('timeTravel.show')}
        value={travel.shows}
        options={(['all', 'changed'] as const).map(value => ({
          value,
          label: t(`timeTravel.shows.${value}`),
        }))}
        onChange={value => travel.setShows(value as 'all' | 'changed')}
        isDisabled={travel.side !== 'difference'}
      />
    </>
  );
}

function WindowPicker(props: {
  travel: TimeTravel;
  compared: ComparedRanges;
  timeline: Timeline | null | undefined;
  letter: 'A' | 'B';
  range: TimeRange;
}) {
  const { travel, compared, timeline, letter, range } = props;
  const t = useTranslate();
  const [open, setOpen] = useState(false);
  const choose = (run: () => void) => {
    setOpen(false);
    run();
  };
  const words = t(letter === 'A' ? 'timeTravel.before' : 'timeTravel.after');
  const deploys = (timeline?.changes ?? [])
    .filter(({ kind }) => kind !== 'restart')
    .slice(-6)
    .reverse();
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button
        size="small"
        variant="secondary"
        className={styles.picker}
        iconEnd={<RiArrowDownSLine />}
        aria-label={`${letter}: ${words} ${rangeLabel(range, t)}`}
      >
        <span className={styles.letter} data-letter={letter}>
          {letter}
        </span>
        <span className={styles.word}>{words}</span>
        {rangeLabel(range, t)}
      </Button>
      <Popover placement="bottom start">
        <MeshRoot className={styles.menu}>
          {letter === 'A' && (
            <div className={styles.presets}>
              <Button
                size="small"
                variant="tertiary"
                onPress={() =>
                  choose(() => travel.compare(withWindowBefore(compared.b)))
                }
              >
                {t('timeTravel.choose.windowBefore')}
              </Button>
              <Button
                size="small"
                variant="tertiary"
                onPress={() =>
                  choose(() =>
                    travel.compare({
                      a: {
                        from: compared.b.from - HOUR_MS,
                        to: compared.b.to - HOUR_MS,
                      },
                      b: compared.b,
                    }),
                  )
                }
              >
                {t('timeTravel.choose.hourBefore')}
              </Button>
            </div>
          )}
          {deploys.length > 0 && (
            <div className={styles.presets}>
              <span className={styles.heading}>
                {t('timeTravel.choose.deploys')}
              </span>
              {deploys.map(change => (
                <Button
                  key={`${change.at} ${change.name}`}
                  size="small"
                  variant="tertiary"
                  isDisabled={!travel.canCompare(change)}
                  onPress={() => choose(() => travel.compareAround(change))}
                >
                  {t('timeTravel.choose.deploy', {
                    name: change.name,
                    detail:
                      change.detail ?? t(`timeTravel.changes.${change.kind}`),
                    time: formatClock(change.at),
                  })}
                </Button>
              ))}
            </div>
          )}
          <EndForm
            letter={letter}
            compared={compared}
            onChoose={ranges => choose(() => travel.compare(ranges))}
          />
        </MeshRoot>
      </Popover>
    </DialogTrigger>
  );
}

/** Moves one of the two windows to where a person says that it ends. */
function EndForm(props: {
  letter: 'A' | 'B';
  compared: ComparedRanges;
  onChoose(ranges: ComparedRanges): void;
}) {
  const { letter, compared, onChoose } = props;
  const t = useTranslate();
  const own = letter === 'A' ? compared.a : compared.b;
  return (
    <MomentForm
      fields={[{ label: t('timeTravel.choose.ends'), initial: own.to }]}
      submit={t('timeTravel.choose.apply')}
      onSubmit={([end]) => {
        const range = endingAt(end, own.to - own.from);
        const ranges =
          letter === 'A'
            ? { a: range, b: compared.b }
            : { a: compared.a, b: range };
        const problem = rangeProblem(range, Date.now());
        if (problem) {
          return t(`stats.time.problems.${problem}`);
        }
        if (ranges.a.to > ranges.b.from) {
          return t('timeTravel.choose.order');
        }
        onChoose(ranges);
        return undefined;
      }}
    />
  );
}
