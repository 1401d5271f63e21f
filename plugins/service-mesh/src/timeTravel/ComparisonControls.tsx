import type { Timeline } from '@backstage-mesh/plugin-service-mesh-common';
import {
  Button,
  DialogTrigger,
  Popover,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import { RiArrowDownSLine, RiHistoryLine } from '@remixicon/react';
import { FormEvent, useState } from 'react';
import { ToolbarSelect } from '../components';
import { formatClock } from '../format';
import { TimeRange, rangeProblem, useTranslate } from '../hooks';
import { localMinute } from '../hooks/localMinute';
import { rangeLabel } from '../names';
import { MeshRoot } from '../theme';
import { endingAt, withWindowBefore } from './moments';
import { ComparedRanges, SIDES, Side } from './timeTravelAddress';
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
      <ToggleButtonGroup
        aria-label={t('timeTravel.side')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[travel.side]}
        onSelectionChange={keys => travel.setSide([...keys][0] as Side)}
        className={styles.sides}
      >
        {SIDES.map(side => (
          <ToggleButton
            key={side}
            id={side}
            size="small"
            aria-label={t(`timeTravel.sidesLong.${side}`)}
          >
            {t(`timeTravel.sides.${side}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
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
        aria-label={`${letter}: ${words} ${rangeLabel(range)}`}
      >
        <span className={styles.letter} data-letter={letter}>
          {letter}
        </span>
        <span className={styles.word}>{words}</span>
        {rangeLabel(range)}
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
          <MomentForm
            letter={letter}
            compared={compared}
            onChoose={ranges => choose(() => travel.compare(ranges))}
          />
        </MeshRoot>
      </Popover>
    </DialogTrigger>
  );
}

function MomentForm(props: {
  letter: 'A' | 'B';
  compared: ComparedRanges;
  onChoose(ranges: ComparedRanges): void;
}) {
  const { letter, compared, onChoose } = props;
  const t = useTranslate();
  const own = letter === 'A' ? compared.a : compared.b;
  const [text, setText] = useState(() => localMinute(own.to));
  const [problem, setProblem] = useState<string>();
  const id = `service-mesh-moment-${letter}`;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const range = endingAt(new Date(text).getTime(), own.to - own.from);
    const ranges =
      letter === 'A'
        ? { a: range, b: compared.b }
        : { a: compared.a, b: range };
    const found = rangeProblem(range, Date.now());
    if (found) {
      setProblem(t(`stats.time.problems.${found}`));
    } else if (ranges.a.to > ranges.b.from) {
      setProblem(t('timeTravel.choose.order'));
    } else {
      onChoose(ranges);
    }
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <label>
        {t('timeTravel.choose.ends')}
        <input
          type="datetime-local"
          value={text}
          onChange={event => setText(event.target.value)}
          aria-invalid={problem !== undefined}
          aria-describedby={id}
        />
      </label>
      <p id={id} className={styles.problem} role="alert">
        {problem}
      </p>
      <Button size="small" variant="primary" type="submit">
        {t('timeTravel.choose.apply')}
      </Button>
    </form>
  );
}
