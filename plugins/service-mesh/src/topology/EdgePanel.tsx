import { Button } from '@backstage/ui';
import { RiPulseLine } from '@remixicon/react';
import {
  EntityLinks,
  EntityName,
  Identities,
  KindGlyph,
  Lock,
  MetricGrid,
  PanelSection,
  SidePanel,
  panelMetrics,
} from '../components';
import { explainedEdge } from '../explain';
import { GraphEdge, MeshGraph } from '../graph';
import { useThresholds } from '../health';
import { useNumbers, useTranslate } from '../hooks';
import { edgeSentence, kindName, nodeName } from '../names';
import { EncryptionText } from './EncryptionText';
import { Finding } from './Finding';
import styles from './Panel.module.css';

const PROTOCOLS = { http: 'HTTP', grpc: 'gRPC', tcp: 'TCP' } as const;

/** The numbers of one call, who is certified at its ends, and where the callee is in the catalog. */
export function EdgePanel(props: {
  edges: GraphEdge[];
  graph: MeshGraph;
  /** When the numbers of a cluster were measured, as a part of a sentence. */
  whenIn(cluster: string): string;
  takeFocus: boolean;
  onClose(): void;
  onTap?(edge: GraphEdge): void;
}) {
  const { edges, graph, whenIn, takeFocus, onClose, onTap } = props;
  const t = useTranslate();
  const n = useNumbers();
  const thresholds = useThresholds();
  const [first] = edges;
  const source = graph.nodes.get(first.source);
  const target = graph.nodes.get(first.target);
  if (!source || !target) {
    return null;
  }
  const protocols = [
    ...new Set(edges.map(({ edge }) => PROTOCOLS[edge.protocol])),
  ].join(', ');
  return (
    <SidePanel
      label={edgeSentence(first, graph, t, n)}
      kind={t('topology.panel.call', { protocol: protocols })}
      title={
        <>
          <EntityName
            name={nodeName(source.node, t)}
            entityRefs={source.node.entityRefs}
          />{' '}
          →{' '}
          <EntityName
            name={nodeName(target.node, t)}
            entityRefs={target.node.entityRefs}
          />
        </>
      }
      takeFocus={takeFocus}
      onClose={onClose}
      foot={
        onTap && (
          <Button
            variant="primary"
            size="small"
            iconStart={<RiPulseLine />}
            onPress={() => onTap(first)}
          >
            {t('topology.panel.tapEdge')}
          </Button>
        )
      }
    >
      {edges.map(({ id, edge, health }) => (
        <div key={id} className={styles.part}>
          <Finding
            health={health}
            stats={edge.stats}
            when={whenIn(target.node.cluster)}
          />
          <PanelSection
            title={edges.length > 1 ? PROTOCOLS[edge.protocol] : undefined}
          >
            <MetricGrid
              metrics={panelMetrics(edge.stats, thresholds, t, n)}
              explained={explainedEdge(first, graph, edge.stats)}
            />
            {edge.deniedAmongPerSecond !== undefined && (
              <p className={styles.fact}>
                {t('topology.panel.deniedAmong', {
                  rate: n.perSecond(edge.deniedAmongPerSecond),
                })}
              </p>
            )}
            <p className={styles.fact}>
              <span className={styles.muted}>
                {t('topology.panel.counted')}
              </span>{' '}
              {edge.countedBy === 'source'
                ? t('topology.panel.countedBySource')
                : t('topology.panel.countedByTarget')}
            </p>
          </PanelSection>
          <PanelSection
            title={
              <>
                <Lock state={edge.mtls} size={12} />{' '}
                <EncryptionText edge={edge} />
              </>
            }
          >
            <Identities
              client={edge.clientIdentity}
              server={edge.serverIdentity}
            />
          </PanelSection>
        </div>
      ))}
      <PanelSection title={t('topology.panel.entity')}>
        <div className={styles.entity}>
          <KindGlyph kind={target.node.kind} />
          <span>
            {nodeName(target.node, t)}{' '}
            <span className={styles.muted}>{kindName(target.node, t)}</span>
          </span>
        </div>
        {target.node.entityRefs.length > 0 ? (
          <EntityLinks entityRefs={target.node.entityRefs} />
        ) : (
          <p className={styles.fact}>
            <span className={styles.muted}>{t('topology.panel.noEntity')}</span>
          </p>
        )}
      </PanelSection>
    </SidePanel>
  );
}
