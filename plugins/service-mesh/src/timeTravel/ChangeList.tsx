import type {
  DifferenceKind,
  TopologyComparison,
  TopologyDifference,
  TopologyDifferences,
} from '@backstage-mesh/plugin-service-mesh-common';
import { Button, ButtonIcon, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import {
  RiAddBoxFill,
  RiArrowDownLine,
  RiArrowUpLine,
  RiCheckboxIndeterminateLine,
  RiDownload2Line,
  RiGitBranchLine,
  RiLink,
  RiPulseLine,
  RiRepeatLine,
  RiRestartLine,
  RiRocketLine,
  RiTimerLine,
} from '@remixicon/react';
import { useEffect, useMemo, useRef } from 'react';
import { HealthShape } from '../components';
import { saveText } from '../components/DataTable/saveText';
import type { MeshGraph } from '../graph';
import { useGraphActions } from '../graph-view';
import { useNumbers, useTranslate } from '../hooks';
import { differenceText } from './differenceText';
import { differencesCsv, differencesJson } from './exportDifferences';
import type { ComparedRanges } from './timeTravelAddress';
import styles from './ChangeList.module.css';

const ICON = { size: 14, 'aria-hidden': true } as const;

const ICONS: Record<DifferenceKind, JSX.Element> = {
  fails: <HealthShape state="failing" size={14} />,
  affected: <HealthShape state="failing-because" size={14} />,
  'fewer-calls': <RiArrowDownLine {...ICON} />,
  slower: <RiTimerLine {...ICON} />,
  retries: <RiRepeatLine {...ICON} />,
  new: <RiAddBoxFill {...ICON} className={styles.new} />,
  gone: <RiCheckboxIndeterminateLine {...ICON} />,
  rollout: <RiRocketLine {...ICON} />,
  restart: <RiRestartLine {...ICON} />,
  split: <RiGitBranchLine {...ICON} />,
  'more-calls': <RiArrowUpLine {...ICON} />,
  recovered: <HealthShape state="healthy" size={14} />,
  faster: <RiTimerLine {...ICON} className={styles.better} />,
};

/** What changed, the largest harm first. Each line picks its part of the graph; who sees no graph has all of it here. */
export function ChangeList(props: {
  /** What was compared, as a sentence. */
  lead: string;
  name: string;
  graph: MeshGraph;
  comparison: TopologyComparison;
  differences: TopologyDifferences;
  ranges: ComparedRanges;
  linkCopied: boolean;
  onShare(): void;
  onTap?(): void;
}) {
  const { lead, name, graph, comparison, differences, ranges } = props;
  const t = useTranslate();
  const { unchanged, unknown, differences: lines } = differences;
  const severalClusters = useMemo(
    () =>
      new Set([...graph.nodes.values()].map(({ node }) => node.cluster)).size >
      1,
    [graph],
  );
  const counts = ({ nodes, edges }: { nodes: number; edges: number }) => ({
    nodes: t('timeTravel.list.workloads', { count: nodes }),
    edges: t('timeTravel.list.calls', { count: edges }),
  });
  const save = (format: string | number) => {
    const file = `${name}-${new Date(ranges.b.to).toISOString().slice(0, 16)}`;
    if (format === 'csv') {
      saveText(`${file}.csv`, 'text/csv', differencesCsv(lines, graph, t));
    } else {
      const text = differencesJson(lines, graph, ranges, comparison, t);
      saveText(`${file}.json`, 'application/json', text);
    }
  };
  return (
    <aside className={styles.panel} aria-label={t('timeTravel.list.title')}>
      <div className={styles.head}>
        <h3 className={styles.title}>{t('timeTravel.list.title')}</h3>
        <MenuTrigger>
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={<RiDownload2Line />}
            aria-label={t('timeTravel.list.export')}
          />
          <Menu onAction={save} placement="bottom end">
            <MenuItem id="csv">{t('timeTravel.list.exportCsv')}</MenuItem>
            <MenuItem id="json">{t('timeTravel.list.exportJson')}</MenuItem>
          </Menu>
        </MenuTrigger>
        <p className={styles.lead}>
          {lead} {t('timeTravel.list.order')}
        </p>
      </div>
      <div className={styles.body}>
        {lines.length === 0 ? (
          <p className={styles.note}>{t('timeTravel.list.nothing')}</p>
        ) : (
          <ol className={styles.lines}>
            {lines.map(line => (
              <Line
                key={line.id}
                difference={line}
                graph={graph}
                cluster={severalClusters ? clusterOf(line, graph) : undefined}
              />
            ))}
          </ol>
        )}
        {unchanged.nodes + unchanged.edges > 0 && (
          <p className={styles.note}>
            {t('timeTravel.list.unchanged', counts(unchanged))}
          </p>
        )}
        {unknown.nodes + unknown.edges > 0 && (
          <p className={styles.note}>
            {t('timeTravel.list.unknown', counts(unknown))}
          </p>
        )}
      </div>
      <div className={styles.foot}>
        {props.onTap && (
          <Button
            size="small"
            variant="primary"
            iconStart={<RiPulseLine />}
            onPress={props.onTap}
          >
            {t('timeTravel.list.tap')}
          </Button>
        )}
        <Button
          size="small"
          variant="secondary"
          iconStart={<RiLink />}
          onPress={props.onShare}
        >
          {t(
            props.linkCopied
              ? 'timeTravel.list.shared'
              : 'timeTravel.list.share',
          )}
        </Button>
      </div>
    </aside>
  );
}

/** Where a line happens; unknown for a change of what is not in the graph. */
function clusterOf(
  { subject, change }: TopologyDifference,
  { nodes, edges }: MeshGraph,
): string | undefined {
  const id =
    subject?.type === 'edge'
      ? edges.get(subject.id)?.source
      : subject?.id ?? change?.nodeId;
  return id === undefined ? undefined : nodes.get(id)?.node.cluster;
}

function Line(props: {
  difference: TopologyDifference;
  graph: MeshGraph;
  /** Told where the lines are of several ones. */
  cluster: string | undefined;
}) {
  const { difference, graph, cluster } = props;
  const { kind, subject } = difference;
  const t = useTranslate();
  const n = useNumbers();
  const { selected, select } = useGraphActions();
  const { title, details } = differenceText(difference, graph, t, n);
  const isSelected =
    subject !== undefined &&
    selected?.type === subject.type &&
    selected.id === subject.id;
  const ref = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isSelected) {
      ref.current?.scrollIntoView?.({ block: 'nearest' });
    }
  }, [isSelected]);
  const content = (
    <>
      <span className={styles.icon}>{ICONS[kind]}</span>
      <span className={styles.text}>
        <span className={styles.name}>{title}</span>
        <span className={styles.details}>
          {details.map(({ text, tone }, index) => (
            <span key={text} data-tone={tone}>
              {index > 0 && ' · '}
              {text}
            </span>
          ))}
          {cluster !== undefined && (
            <span data-tone="plain">
              {details.length > 0 && ' · '}
              {cluster}
            </span>
          )}
        </span>
      </span>
    </>
  );
  return (
    <li>
      {subject ? (
        <button
          ref={ref}
          type="button"
          className={styles.line}
          aria-pressed={isSelected}
          onClick={event =>
            select(isSelected ? undefined : subject, event.detail === 0)
          }
        >
          {content}
        </button>
      ) : (
        <div className={styles.line}>{content}</div>
      )}
    </li>
  );
}
