import type {
  EntityWorkload,
  TapQuery,
  Topology,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Button } from '@backstage/ui';
import {
  RiAddLine,
  RiPlayFill,
  RiStopFill,
  RiSubtractLine,
} from '@remixicon/react';
import { useEffect, useState } from 'react';
import { workloadParameter } from '../address';
import { TabSwitch, Toolbar, ToolbarSelect } from '../components';
import { NUMBERS_INTERVAL, Page, usePoll, useTranslate } from '../hooks';
import { METHODS } from './tapAddress';
import styles from './TapForm.module.css';

const TARGET_KINDS = ['Deployment', 'DaemonSet', 'StatefulSet', 'Pod'];
const SCHEMES = ['http', 'https'];

/** The row that asks the mesh: whose requests, to whom, which. A change starts a running tap again. */
export function TapForm(props: {
  page: Page;
  workloads: EntityWorkload[];
  target: EntityWorkload;
  query: TapQuery;
  running: boolean;
  onStart(): void;
  onStop(): void;
}) {
  const { page, workloads, target, query, running, onStart, onStop } = props;
  const { url } = page;
  const t = useTranslate();
  const [more, setMore] = useState(Boolean(query.authority || query.scheme));
  const peers = usePeers(page, target, query);
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
        onChange={value => url.set({ workload: value, to: undefined })}
      />
      <ToolbarSelect
        label={t('tap.to')}
        value={toParameter(query) ?? ''}
        options={[{ value: '', label: t('tap.anyPeer') }, ...peers]}
        onChange={value => url.set({ to: value || undefined })}
      />
      <ToolbarSelect
        label={t('tap.method')}
        value={query.method ?? ''}
        options={[
          { value: '', label: t('tap.any') },
          ...METHODS.map(value => ({ value, label: value })),
        ]}
        onChange={value => url.set({ method: value || undefined })}
      />
      <AskedText
        label={t('tap.path')}
        placeholder={t('tap.pathPlaceholder')}
        value={query.path ?? ''}
        onCommit={path => url.set({ path: path || undefined })}
      />
      {more && (
        <>
          <AskedText
            label={t('tap.authority')}
            value={query.authority ?? ''}
            onCommit={authority =>
              url.set({ authority: authority || undefined })
            }
          />
          <ToolbarSelect
            label={t('tap.scheme')}
            value={query.scheme ?? ''}
            options={[
              { value: '', label: t('tap.any') },
              ...SCHEMES.map(value => ({ value, label: value })),
            ]}
            onChange={value => url.set({ scheme: value || undefined })}
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
}

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

function toParameter(query: TapQuery): string | undefined {
  const { to_namespace, to_resource_type, to_resource_name } = query;
  return to_namespace && to_resource_type && to_resource_name
    ? `${to_namespace}/${to_resource_type}/${to_resource_name}`
    : undefined;
}

/** The workloads that the target calls, as the topology knows them, and the one that is asked for. */
function usePeers(page: Page, target: EntityWorkload, query: TapQuery) {
  const { api, entityRef, window } = page;
  const { data } = usePoll<Topology>(
    api,
    `topology ${entityRef} ${window} 1`,
    signal => api.getTopology(entityRef, { window, depth: 1, signal }),
    NUMBERS_INTERVAL,
  );
  const options = new Map<string, string>();
  const self = data?.nodes.find(
    node =>
      node.cluster === target.cluster &&
      node.namespace === target.namespace &&
      node.kind === target.kind &&
      node.name === target.name,
  );
  for (const edge of data?.edges ?? []) {
    const peer =
      edge.source === self?.id && edge.protocol !== 'tcp'
        ? data?.nodes.find(({ id }) => id === edge.target)
        : undefined;
    if (peer?.name && peer.namespace && TARGET_KINDS.includes(peer.kind)) {
      options.set(
        `${peer.namespace}/${peer.kind.toLowerCase()}/${peer.name}`,
        peer.name,
      );
    }
  }
  const asked = toParameter(query);
  if (asked && !options.has(asked)) {
    options.set(asked, query.to_resource_name as string);
  }
  return [...options].map(([value, label]) => ({ value, label }));
}
