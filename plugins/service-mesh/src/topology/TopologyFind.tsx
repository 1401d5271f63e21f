import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import { useMemo } from 'react';
import { useEntityFacts } from '../catalog';
import { FindField } from '../components';
import { FIND_PRESETS, knownValues, useFind } from '../find';
import { modelTopology } from '../graph';
import { useThresholds } from '../health';
import { useTranslate } from '../hooks';

/** The field that finds workloads by words or conditions, with what can be asked of this graph. */
export function TopologyFind(props: {
  id: string;
  topology: Topology | undefined;
  value: string;
  onChange(value: string): void;
}) {
  const { id, topology, value, onChange } = props;
  const t = useTranslate();
  const thresholds = useThresholds();
  const graph = useMemo(
    () => modelTopology(topology ?? { nodes: [], edges: [] }, thresholds),
    [topology, thresholds],
  );
  const refs = useMemo(
    () => [...graph.nodes.values()].flatMap(({ node }) => node.entityRefs),
    [graph],
  );
  const entities = useEntityFacts(refs);
  const known = useMemo(() => knownValues(graph, entities), [graph, entities]);
  const { found, problem } = useFind(value, graph, entities);
  return (
    <FindField
      id={id}
      label={t('topology.find')}
      placeholder={t('topology.find')}
      value={value}
      onChange={onChange}
      known={known}
      presets={FIND_PRESETS.map(preset => ({
        label: t(`find.presets.${preset.id}`),
        expression: preset.expression,
      }))}
      error={problem}
      count={found && t('find.found', { count: found.size })}
    />
  );
}
