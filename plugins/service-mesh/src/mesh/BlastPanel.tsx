import { Button } from '@backstage/ui';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { EntityFactsByRef, NamedEntity } from '../catalog';
import {
  HEALTH_MESSAGES,
  HealthShape,
  PanelSection,
  SidePanel,
} from '../components';
import { BlastRadius, GraphNode, MeshGraph } from '../graph';
import { useNumbers, useTranslate } from '../hooks';
import { nodeName } from '../names';
import type { Translate } from '../translation';
import styles from './MapPanels.module.css';

/** Workloads of one distance that are listed. */
const MOST = 20;

/** Everything upstream of a workload: how many workloads, entities and owners its failure reaches. */
export function BlastPanel(props: {
  graph: MeshGraph;
  id: string;
  blast: BlastRadius;
  entities: EntityFactsByRef;
  onOpenNode(id: string): void;
  onClose(): void;
}) {
  const { graph, id, blast, entities, onOpenNode, onClose } = props;
  const t = useTranslate();
  const n = useNumbers();
  const self = graph.nodes.get(id);
  const name = self ? nodeName(self.node, t) : id;
  const owners = new Map<string, NamedEntity>();
  for (const ref of blast.entityRefs) {
    const owner = entities.get(ref)?.owner;
    if (owner) {
      owners.set(owner.ref, owner);
    }
  }
  const rings = new Map<number, string[]>();
  for (const [each, hops] of blast.hops) {
    rings.set(hops, [...(rings.get(hops) ?? []), each]);
  }
  return (
    <SidePanel
      label={t('mesh.blast.title', { name })}
      kind={t('mesh.blast.show')}
      title={t('mesh.blast.title', { name })}
      onClose={onClose}
      foot={
        <Button size="small" variant="secondary" onPress={onClose}>
          {t('mesh.blast.leave')}
        </Button>
      }
    >
      <p className={styles.fact} role="status">
        {blast.hops.size === 0
          ? nobodyText(self, t)
          : t('mesh.blast.sums', {
              workloads: t('mesh.blast.workloads', { count: blast.hops.size }),
              entities: t('mesh.blast.entities', {
                count: blast.entityRefs.length,
              }),
              owners: t('mesh.blast.owners', { count: owners.size }),
            })}
      </p>
      {owners.size > 0 && (
        <PanelSection title={t('mesh.blast.ownersTitle')}>
          <ul className={styles.owners}>
            {[...owners.values()].map(({ ref, title }) => (
              <li key={ref}>
                <EntityRefLink entityRef={ref} title={title} hideIcon />
              </li>
            ))}
          </ul>
        </PanelSection>
      )}
      {[...rings].map(([hops, ids]) => (
        <PanelSection
          key={hops}
          title={
            hops === 1
              ? t('mesh.blast.direct')
              : t('mesh.blast.hops', { amount: n.count(hops) })
          }
          note={n.count(ids.length)}
        >
          <ul className={styles.rows}>
            {ids.slice(0, MOST).map(each => {
              const node = graph.nodes.get(each);
              return (
                node && (
                  <li key={each}>
                    <button
                      type="button"
                      className={styles.row}
                      onClick={() => onOpenNode(each)}
                    >
                      <HealthShape
                        state={node.health.state}
                        size={12}
                        label={t(HEALTH_MESSAGES[node.health.state])}
                      />
                      <span className={styles.name}>
                        {nodeName(node.node, t)}
                      </span>
                    </button>
                  </li>
                )
              );
            })}
          </ul>
          {ids.length > MOST && (
            <p className={styles.fact}>
              {t('mesh.groupPanel.more', {
                amount: n.count(ids.length - MOST),
              })}
            </p>
          )}
        </PanelSection>
      ))}
    </SidePanel>
  );
}

/** Why nobody is listed: nobody calls it, nothing would know, or it is not there. */
export function nobodyText(node: GraphNode | undefined, t: Translate): string {
  if (!node) {
    return t('mesh.blast.missing');
  }
  return node.health.state === 'not-measured'
    ? t('topology.panel.noneMeasured')
    : t('mesh.blast.none');
}
