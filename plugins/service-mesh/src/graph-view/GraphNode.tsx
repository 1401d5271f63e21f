import {
  Handle,
  Node,
  NodeProps,
  Position,
  ReactFlowState,
  useStore,
} from '@xyflow/react';
import { RiPushpin2Fill } from '@remixicon/react';
import { memo } from 'react';
import { useNumbers, useTranslate } from '../hooks';
import { NodeView } from '../graph';
import { nodeSentence } from '../names';
import { LevelOfDetail, NodeCard } from './NodeCard';
import { useGraphActions } from './GraphActions';
import styles from './GraphNode.module.css';

/** A node as React Flow keeps it. */
export type MeshFlowNode = Node<
  {
    view: NodeView;
    homeNamespace: string | undefined;
    showCluster: boolean;
    dimmed: boolean;
  },
  'mesh'
>;

const levelOfDetail = ({ transform }: ReactFlowState): LevelOfDetail => {
  const zoom = transform[2];
  if (zoom >= 0.75) {
    return 'full';
  }
  return zoom >= 0.4 ? 'short' : 'mark';
};

/** A node of the graph: a button that opens its numbers. */
export const GraphNode = memo(function GraphNodeView({
  id,
  data,
}: NodeProps<MeshFlowNode>) {
  const { view, homeNamespace, showCluster, dimmed } = data;
  const t = useTranslate();
  const n = useNumbers();
  const level = useStore(levelOfDetail);
  const { select, selected, pinned } = useGraphActions();
  const isSelected = selected?.type === 'node' && selected.id === id;
  return (
    <>
      <Handle
        type="target"
        position={Position.Left}
        className={styles.handle}
        isConnectable={false}
      />
      <button
        type="button"
        className={styles.button}
        data-node-id={id}
        data-selected={isSelected}
        data-dimmed={dimmed}
        data-compact={view.compact && level === 'full'}
        aria-pressed={isSelected}
        aria-label={nodeSentence(view.graphNode, t, n)}
        onClick={event => select({ type: 'node', id }, event.detail === 0)}
      >
        <NodeCard
          view={view}
          level={level}
          homeNamespace={homeNamespace}
          showCluster={showCluster}
        />
        {pinned.has(id) && (
          <span className={styles.pin}>
            <RiPushpin2Fill size={13} aria-label={t('topology.pin.pinned')} />
          </span>
        )}
      </button>
      <Handle
        type="source"
        position={Position.Right}
        className={styles.handle}
        isConnectable={false}
      />
    </>
  );
});
