import { Handle, Node, NodeProps, Position } from '@xyflow/react';
import { RiPushpin2Fill } from '@remixicon/react';
import { memo, useRef } from 'react';
import { NodeView } from '../graph';
import { useFlowContext } from './FlowContext';
import type { LevelOfDetail } from './NodeCard';
import { NodeFace } from './NodeFace';
import { nodeLabel } from './nodeLabel';
import { useCard, useLiveNumbers } from './useCard';
import { useGraphActions } from './GraphActions';
import { useWords } from './Words';
import styles from './GraphNode.module.css';

/** A node as React Flow keeps it: where it is. What it shows is in the store. */
export type MeshFlowNode = Node<Record<string, never>, 'mesh' | 'frame'>;

/** Where lines begin and end, for React Flow: it draws none between nodes that have no such places. */
const Ports = memo(function PortsView() {
  return (
    <>
      <Handle
        type="target"
        position={Position.Left}
        className={styles.handle}
        isConnectable={false}
      />
      <Handle
        type="source"
        position={Position.Right}
        className={styles.handle}
        isConnectable={false}
      />
    </>
  );
});

interface NodeButtonProps {
  view: NodeView;
  level: LevelOfDetail;
  homeNamespace: string | undefined;
  showCluster: boolean;
  selected: boolean;
  pinned: boolean;
  dimmed: boolean;
  onPress(byKeyboard: boolean): void;
  onNear(near: boolean): void;
}

/** Drawn anew when what it shows changes; what pressing does is the same then. */
const NodeButton = memo(
  function NodeButtonView(props: NodeButtonProps) {
    const { view, level, selected, pinned, dimmed, onPress, onNear } = props;
    const { graphNode, box } = view;
    const { group } = graphNode;
    const { t, n } = useWords();
    const button = useRef<HTMLButtonElement>(null);
    useLiveNumbers(button, view);
    return (
      <button
        ref={button}
        type="button"
        className={styles.button}
        data-node-id={view.id}
        data-selected={selected}
        data-dimmed={dimmed}
        data-compact={view.compact && level === 'full'}
        aria-pressed={group ? undefined : selected}
        aria-expanded={group ? false : undefined}
        aria-label={nodeLabel(graphNode, t, n)}
        style={{ width: box.width, height: box.height }}
        onClick={event => onPress(event.detail === 0)}
        onPointerEnter={() => onNear(true)}
        onPointerLeave={() => onNear(false)}
        onFocus={() => onNear(true)}
        onBlur={() => onNear(false)}
      >
        <NodeFace
          view={view}
          level={level}
          homeNamespace={props.homeNamespace}
          showCluster={props.showCluster}
        />
        {pinned && (
          <span className={styles.pin}>
            <RiPushpin2Fill size={13} aria-label={t('topology.pin.pinned')} />
          </span>
        )}
      </button>
    );
  },
  (before, after) =>
    before.view === after.view &&
    before.level === after.level &&
    before.homeNamespace === after.homeNamespace &&
    before.showCluster === after.showCluster &&
    before.selected === after.selected &&
    before.pinned === after.pinned &&
    before.dimmed === after.dimmed,
);

/** A node of the graph: a button that opens its numbers, or the group that it stands for. */
export const GraphNode = memo(function GraphNodeView({
  id,
}: NodeProps<MeshFlowNode>) {
  const { near, level, found, homeNamespace, showCluster, toggleGroup } =
    useFlowContext();
  const view = useCard(id);
  const { select, selected, pinned } = useGraphActions();
  if (!view) {
    return null;
  }
  const { group } = view.graphNode;
  return (
    <>
      <Ports />
      <NodeButton
        view={view}
        level={level}
        homeNamespace={homeNamespace}
        showCluster={showCluster}
        selected={selected?.type === 'node' && selected.id === id}
        pinned={pinned.has(id)}
        dimmed={found !== undefined && !found.has(id)}
        onNear={isNear => (isNear ? near.enter(id) : near.leave(id))}
        onPress={byKeyboard =>
          group
            ? toggleGroup(group.key)
            : select({ type: 'node', id }, byKeyboard)
        }
      />
    </>
  );
});
