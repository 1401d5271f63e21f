import { Button, DialogTrigger, Popover } from '@backstage/ui';
import { RiCalendarLine } from '@remixicon/react';
import { useState } from 'react';
import { MomentForm, SegmentedControl } from '../components';
import { formatWindowLabel } from '../format';
import {
  Page,
  WINDOWS,
  rangeProblem,
  timeParameters,
  useTranslate,
} from '../hooks';
import { rangeLabel } from '../names';
import { MeshRoot } from '../theme';

const HALF_AN_HOUR = 30 * 60_000;

/** Chooses the time that numbers cover: a window, the time since the last deploy, or a range of the past. */
export function TimeControls({ page }: { page: Page }) {
  const { time, url } = page;
  const t = useTranslate();
  const [open, setOpen] = useState(false);
  const range = time.type === 'range' ? time.range : undefined;
  const takeRange = ([from, to]: number[]) => {
    const problem = rangeProblem({ from, to }, Date.now());
    if (problem) {
      return t(`stats.time.problems.${problem}`);
    }
    setOpen(false);
    url.set(timeParameters({ from, to }));
    return undefined;
  };
  return (
    <>
      <SegmentedControl
        label={t('controls.window')}
        segments={[
          ...WINDOWS.map(id => ({ id, label: formatWindowLabel(id, t) })),
          { id: 'deploy', label: t('stats.time.deploy') },
        ]}
        value={time.type === 'window' ? time.window : time.type}
        onChange={next => url.set(timeParameters(next))}
      />
      <DialogTrigger isOpen={open} onOpenChange={setOpen}>
        <Button
          size="small"
          variant={range ? 'primary' : 'secondary'}
          iconStart={<RiCalendarLine />}
        >
          {range ? rangeLabel(range, t) : t('stats.time.range')}
        </Button>
        <Popover placement="bottom start">
          <MeshRoot>
            <MomentForm
              label={t('stats.time.range')}
              fields={[
                {
                  label: t('stats.time.from'),
                  initial: range?.from ?? Date.now() - HALF_AN_HOUR,
                },
                {
                  label: t('stats.time.to'),
                  initial: range?.to ?? Date.now(),
                },
              ]}
              submit={t('stats.time.apply')}
              onSubmit={takeRange}
            />
          </MeshRoot>
        </Popover>
      </DialogTrigger>
    </>
  );
}
