import { Button } from '@backstage/ui';
import { RiContractUpDownLine, RiExpandUpDownLine } from '@remixicon/react';
import {
  HEALTH_MESSAGES,
  HealthShape,
  MetricGrid,
  MetricNumber,
  PanelSection,
  SidePanel,
  panelMetrics,
  successTone,
} from '../components';
import { GraphGroup, MeshGraph } from '../graph';
import { judgedSuccess, useThresholds } from '../health';
import { MeshPage, useNumbers, useTranslate } from '../hooks';
import { nodeName } from '../names';
import { explainedGroup } from './explainedGroup';
import { insideText } from './insideText';
import { useGroupLatency } from './useGroupLatency';
import styles from './MapPanels.module.css';

/** Members that are listed; the table has the rest. */
const MOST = 30;

/** The numbers of a group: its border, its inside, its members. */
export function GroupPanel(props: {
  page: MeshPage;
  group: GraphGroup;
  /** All that was answered, without groups. */
  graph: MeshGraph;
  onOpenNode(id: string): void;
  onToggle(): void;
  onClose(): void;
}) {
  const { page, group, graph, onOpenNode, onToggle, onClose } = props;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const latency = useGroupLatency(page, group);
  const { inbound } = group.traffic;
  const stats = latency?.inbound
    ? { ...inbound, latencyMs: latency.inbound }
    : inbound;
  return (
    <SidePanel
      label={`${group.title}, ${t(HEALTH_MESSAGES[group.state])}`}
      kind={[
        t('mesh.groupPanel.kind'),
        t('topology.workloads', { count: group.members.length }),
      ].join(' · ')}
      title={
        <span className={styles.title}>
          <HealthShape state={group.state} size={16} /> {group.title}
        </span>
      }
      onClose={onClose}
      foot={
        <Button
          size="small"
          variant="primary"
          iconStart={
            group.open ? <RiContractUpDownLine /> : <RiExpandUpDownLine />
          }
          onPress={onToggle}
        >
          {group.open ? t('mesh.groupPanel.close') : t('mesh.groupPanel.open')}
        </Button>
      }
    >
      <PanelSection title={t('mesh.groupPanel.inbound')}>
        <MetricGrid
          metrics={panelMetrics(stats, thresholds, t, n)}
          explained={explainedGroup(group, graph, t)}
        />
      </PanelSection>
      <PanelSection title={t('mesh.groupPanel.inside')}>
        <p className={styles.fact}>{insideText(group, t, n)}</p>
      </PanelSection>
      <PanelSection
        title={t('mesh.groupPanel.members')}
        note={t('topology.panel.worstFirst')}
      >
        <ul className={styles.rows}>
          {group.members.slice(0, MOST).map(({ id, node, health }) => (
            <li key={id}>
              <button
                type="button"
                className={styles.row}
                onClick={() => onOpenNode(id)}
              >
                <HealthShape
                  state={health.state}
                  size={12}
                  label={t(HEALTH_MESSAGES[health.state])}
                />
                <span className={styles.name}>{nodeName(node, t)}</span>
                <MetricNumber
                  text={n.success(
                    node.stats.successRate,
                    node.stats.counts?.failures,
                  )}
                  tone={successTone(judgedSuccess(node.stats), thresholds)}
                  reason={t('unknown.success')}
                />
                <MetricNumber
                  text={n.rate(node.stats.requestsPerSecond)}
                  reason={t('unknown.generic')}
                />
              </button>
            </li>
          ))}
        </ul>
        {group.members.length > MOST && (
          <p className={styles.fact}>
            {t('mesh.groupPanel.more', {
              amount: n.count(group.members.length - MOST),
            })}
          </p>
        )}
      </PanelSection>
    </SidePanel>
  );
}
