import type {
  EntityWorkload,
  TapQuery,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Button } from '@backstage/ui';
import {
  RiAddLine,
  RiPlayFill,
  RiStopFill,
  RiSubtractLine,
} from '@remixicon/react';
import { memo, useEffect, useState } from 'react';
import { workloadParameter } from '../address';
import { TabSwitch, Toolbar, ToolbarMenu, ToolbarSelect } from '../components';
import { useNumbers, useTranslate } from '../hooks';
import { METHODS } from './tapAddress';
import { toParameter } from './useSurroundings';
import styles from './TapForm.module.css';

const SCHEMES = ['http', 'https'];

/** Samples per second that can be asked for; without one, as many as the portal allows. */
const RATES = ['10', '50', '100'];

/** The row that asks the mesh: whose requests, to whom, which. A change starts a running tap again. */
export const TapForm = memo(function TapFormRow(props: {
  /** Changes parameters of the address. */
  onAsk(changes: Record<string, string | undefined>): void;
  workloads: EntityWorkload[];
  target: EntityWorkload;
  query: TapQuery;
  running: boolean;
  /** The fields are behind a button. */
  folded: boolean;
  /** Values of the parameter `to`. */
  peers: { value: string; label: string }[];
  onStart(): void;
  onStop(): void;
}) {
  const { onAsk, workloads, target, query, running, folded, peers } = props;
  const { onStart, onStop } = props;
  const t = useTranslate();
  const n = useNumbers();
  const [more, setMore] = useState(
    Boolean(query.authority || query.scheme || query.max_rps),
  );
  const fields = (
    <>
      <ToolbarSelect
        label={t('tap.to')}
        value={toParameter(query) ?? ''}
        options={[{ value: '', label: t('tap.anyPeer') }, ...peers]}
        onChange={value => onAsk({ to: value || undefined })}
      />
      <ToolbarSelect
        label={t('tap.method')}
        value={query.method ?? ''}
        options={[
          { value: '', label: t('tap.any') },
          ...METHODS.map(value => ({ value, label: value })),
        ]}
        onChange={value => onAsk({ method: value || undefined })}
      />
      <AskedText
        label={t('tap.path')}
        placeholder={t('tap.pathPlaceholder')}
        value={query.path ?? ''}
        onCommit={path => onAsk({ path: path || undefined })}
      />
      {more && (
        <>
          <AskedText
            label={t('tap.authority')}
            value={query.authority ?? ''}
            onCommit={authority => onAsk({ authority: authority || undefined })}
          />
          <ToolbarSelect
            label={t('tap.scheme')}
            value={query.scheme ?? ''}
            options={[
              { value: '', label: t('tap.any') },
              ...SCHEMES.map(value => ({ value, label: value })),
            ]}
            onChange={value => onAsk({ scheme: value || undefined })}
          />
          <ToolbarSelect
            label={t('tap.atMost')}
            value={query.max_rps ? String(query.max_rps) : ''}
            options={[
              { value: '', label: t('tap.asAllowed') },
              ...[
                ...new Set([...RATES, String(query.max_rps ?? RATES[0])]),
              ].map(value => ({
                value,
                label: n.perSecond(Number(value)),
              })),
            ]}
            onChange={value => onAsk({ rps: value || undefined })}
          />
        </>
      )}
      <Button
        variant="tertiary"
        size="small"
        iconStart={more ? <RiSubtractLine /> : <RiAddLine />}
        onPress={() => setMore(!more)}
      >
        {more ? t('tap.less') : t('tap.more')}
      </Button>
    </>
  );
  return (
    <Toolbar label={t('tap.form')}>
      <TabSwitch current="tap" />
      <ToolbarSelect
        label={t('tap.of')}
        value={workloadParameter(target)}
        options={workloads.map(each => ({
          value: workloadParameter(each),
          label:
            new Set(workloads.map(({ cluster }) => cluster)).size > 1
              ? `${each.kind} ${each.name} (${each.cluster})`
              : `${each.kind} ${each.name}`,
        }))}
        onChange={value => onAsk({ workload: value, to: undefined })}
      />
      {folded ? (
        <ToolbarMenu label={t('tap.question')}>{fields}</ToolbarMenu>
      ) : (
        fields
      )}
      <div className={styles.run}>
        {running ? (
          <Button
            size="small"
            variant="primary"
            iconStart={<RiStopFill />}
            onPress={onStop}
          >
            {t('tap.stop')}
          </Button>
        ) : (
          <Button
            size="small"
            variant="primary"
            iconStart={<RiPlayFill />}
            isDisabled={!target.tap.allowed}
            onPress={onStart}
          >
            {t('tap.start')}
          </Button>
        )}
      </div>
    </Toolbar>
  );
});

/** A text that asks only when it is finished: each letter would start another tap. */
function AskedText(props: {
  label: string;
  placeholder?: string;
  value: string;
  onCommit(value: string): void;
}) {
  const { label, placeholder, value, onCommit } = props;
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const commit = () => {
    if (text.trim() !== value) {
      onCommit(text.trim());
    }
  };
  return (
    <label className={styles.text}>
      <span className={styles.label}>{label}</span>
      <input
        className={styles.input}
        placeholder={placeholder}
        value={text}
        onChange={event => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={event => {
          if (event.key === 'Enter') {
            commit();
          }
        }}
      />
    </label>
  );
}
