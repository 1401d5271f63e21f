import {
  Button,
  DialogTrigger,
  Popover,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import { RiCalendarLine } from '@remixicon/react';
import { FormEvent, useState } from 'react';
import { formatWindowLabel } from '../format';
import {
  Page,
  TimeRange,
  WINDOWS,
  rangeProblem,
  timeParameters,
  useTranslate,
} from '../hooks';
import { localMinute } from '../hooks/localMinute';
import { rangeLabel } from '../names';
import { MeshRoot } from '../theme';
import styles from './TimeControls.module.css';

/** Chooses the time that numbers cover: a window, the time since the last deploy, or a range of the past. */
export function TimeControls({ page }: { page: Page }) {
  const { time, url } = page;
  const t = useTranslate();
  const [open, setOpen] = useState(false);
  const selected = time.type === 'window' ? time.window : time.type;
  return (
    <>
      <ToggleButtonGroup
        className={styles.windows}
        aria-label={t('controls.window')}
        selectionMode="single"
        selectedKeys={[selected]}
        onSelectionChange={keys => {
          const [key] = [...keys];
          if (key !== undefined) {
            url.set(timeParameters(String(key)));
          }
        }}
      >
        {WINDOWS.map(window => (
          <ToggleButton key={window} id={window} size="small">
            {formatWindowLabel(window)}
          </ToggleButton>
        ))}
        <ToggleButton id="deploy" size="small">
          {t('stats.time.deploy')}
        </ToggleButton>
      </ToggleButtonGroup>
      <DialogTrigger isOpen={open} onOpenChange={setOpen}>
        <Button
          size="small"
          variant={time.type === 'range' ? 'primary' : 'secondary'}
          iconStart={<RiCalendarLine />}
        >
          {time.type === 'range'
            ? rangeLabel(time.range)
            : t('stats.time.range')}
        </Button>
        <Popover placement="bottom start">
          <MeshRoot>
            <RangeForm
              range={time.type === 'range' ? time.range : undefined}
              onChoose={range => {
                setOpen(false);
                url.set(timeParameters(range));
              }}
            />
          </MeshRoot>
        </Popover>
      </DialogTrigger>
    </>
  );
}

const HALF_AN_HOUR = 30 * 60_000;

function RangeForm(props: {
  range: TimeRange | undefined;
  onChoose(range: TimeRange): void;
}) {
  const { range, onChoose } = props;
  const t = useTranslate();
  const [from, setFrom] = useState(() =>
    localMinute(range?.from ?? Date.now() - HALF_AN_HOUR),
  );
  const [to, setTo] = useState(() => localMinute(range?.to ?? Date.now()));
  const [problem, setProblem] = useState<ReturnType<typeof rangeProblem>>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const chosen = {
      from: new Date(from).getTime(),
      to: new Date(to).getTime(),
    };
    const found = rangeProblem(chosen, Date.now());
    setProblem(found);
    if (!found) {
      onChoose(chosen);
    }
  };
  return (
    <form
      className={styles.form}
      onSubmit={submit}
      aria-label={t('stats.time.range')}
      noValidate
    >
      <label>
        {t('stats.time.from')}
        <input
          type="datetime-local"
          value={from}
          onChange={event => setFrom(event.target.value)}
          aria-invalid={problem !== undefined}
          aria-describedby="service-mesh-range-problem"
        />
      </label>
      <label>
        {t('stats.time.to')}
        <input
          type="datetime-local"
          value={to}
          onChange={event => setTo(event.target.value)}
          aria-invalid={problem !== undefined}
          aria-describedby="service-mesh-range-problem"
        />
      </label>
      <p
        id="service-mesh-range-problem"
        className={styles.problem}
        role="alert"
      >
        {problem && t(`stats.time.problems.${problem}`)}
      </p>
      <Button size="small" variant="primary" type="submit">
        {t('stats.time.apply')}
      </Button>
    </form>
  );
}
