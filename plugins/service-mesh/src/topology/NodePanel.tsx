import { Button, ButtonIcon } from '@backstage/ui';
import {
  RiFocus3Line,
  RiPulseLine,
  RiPushpin2Fill,
  RiPushpin2Line,
} from '@remixicon/react';
import type { ReactNode } from 'react';
import {
  EntityLinks,
  EntityName,
  HealthShape,
  KindGlyph,
  MetricGrid,
  PanelSection,
  SidePanel,
  panelMetrics,
} from '../components';
import { explainedNode } from '../explain';
import { GraphNode, MeshGraph, nodeStats } from '../graph';
import { useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import { kindName, nodeName, nodeSentence } from '../names';
import { useGraphActions } from '../graph-view';
import { Finding } from './Finding';
import { Neighbours, noneText } from './Neighbours';
import styles from './Panel.module.css';

/** The numbers of one node, its callers and callees, and where it is in the catalog. */
export function NodePanel(props: {
  node: GraphNode;
  graph: MeshGraph;
  /** When the numbers of a cluster were measured, as a part of a sentence. */
  whenIn(cluster: string): string;
  takeFocus: boolean;
  onClose(): void;
  onTap?(node: GraphNode): void;
  /** More that can be done with it. */
  actions?: ReactNode;
  /** More that the catalog knows of it. */
  facts?: ReactNode;
}) {
  const { node: graphNode, graph, whenIn, takeFocus, onClose, onTap } = props;
  const { focusId, toggleFocus, pinned, togglePin } = useGraphActions();
  const { node, health } = graphNode;
  const isPinned = pinned.has(graphNode.id);
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const calls = graph.outgoing.get(graphNode.id) ?? [];
  const stats = nodeStats(graphNode, graph);
  const place = [node.cluster, node.namespace].filter(Boolean).join(' / ');
  const hints = {
    hidden: t('topology.panel.hidden'),
    unmeshed: t('topology.panel.unmeshed', {
      name: calls
        .map(({ target }) => graph.nodes.get(target)?.node.name)
        .filter(Boolean)
        .join(', '),
    }),
    external: node.meshIdentity
      ? t('topology.panel.identity', { identity: node.meshIdentity })
      : t('topology.panel.external'),
  };
  return (
    <SidePanel
      label={nodeSentence(graphNode, t, n)}
      kind={[kindName(node, t), place].filter(Boolean).join(' · ')}
      title={
        <span className={styles.nodeTitle}>
          <HealthShape state={health.state} size={16} />
          <EntityName name={nodeName(node, t)} entityRefs={node.entityRefs} />
        </span>
      }
      takeFocus={takeFocus}
      onClose={onClose}
      foot={
        <>
          {onTap && (
            <Button
              variant="primary"
              size="small"
              iconStart={<RiPulseLine />}
              onPress={() => onTap(graphNode)}
            >
              {t('topology.panel.tapNode')}
            </Button>
          )}
          <Button
            variant="secondary"
            size="small"
            iconStart={<RiFocus3Line />}
            onPress={() => toggleFocus(graphNode.id)}
          >
            {focusId === graphNode.id
              ? t('topology.focus.leave')
              : t('topology.focus.enter')}
          </Button>
          <ButtonIcon
            variant="secondary"
            size="small"
            icon={isPinned ? <RiPushpin2Fill /> : <RiPushpin2Line />}
            aria-label={
              isPinned ? t('topology.pin.remove') : t('topology.pin.add')
            }
            aria-pressed={isPinned}
            onPress={() => togglePin(graphNode.id)}
          />
          {props.actions}
        </>
      }
    >
      <Finding health={health} stats={stats} when={whenIn(node.cluster)} />
      {node.type !== 'workload' && node.type !== 'service' && (
        <p className={styles.fact}>{hints[node.type]}</p>
      )}
      <PanelSection>
        <MetricGrid
          metrics={panelMetrics(stats, thresholds, t, n)}
          explained={explainedNode(graphNode, graph)}
        />
      </PanelSection>
      <Neighbours
        title={t('topology.panel.callers')}
        empty={noneText(graphNode, 'noCallers', whenIn(node.cluster), t)}
        edges={graph.incoming.get(graphNode.id) ?? []}
        end="source"
        graph={graph}
      />
      <Neighbours
        title={t('topology.panel.callees')}
        empty={noneText(graphNode, 'noCallees', whenIn(node.cluster), t)}
        edges={calls}
        end="target"
        graph={graph}
      />
      {node.meshed && (
        <PanelSection
          title={t('topology.panel.pods')}
          note={t('topology.panel.podsMeshed', {
            running: n.count(node.meshed.running),
            total: n.count(node.meshed.total),
          })}
        >
          {node.errors && node.errors.length > 0 && (
            <ul
              className={styles.errors}
              aria-label={t('topology.panel.errors')}
            >
              {node.errors.map(error => (
                <li key={`${error.pod}/${error.container}`}>
                  <b>{error.reason}</b> {error.container}
                  <div className={styles.muted}>{error.message}</div>
                </li>
              ))}
            </ul>
          )}
        </PanelSection>
      )}
      <PanelSection title={t('topology.panel.entity')}>
        <div className={styles.entity}>
          <KindGlyph kind={node.kind} />
          {node.entityRefs.length > 0 ? (
            <EntityLinks entityRefs={node.entityRefs} />
          ) : (
            <span className={styles.muted}>{t('topology.panel.noEntity')}</span>
          )}
        </div>
        {props.facts}
      </PanelSection>
    </SidePanel>
  );
}
