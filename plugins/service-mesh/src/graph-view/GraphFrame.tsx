import type { NodeProps } from '@xyflow/react';
import { RiArrowDownSLine } from '@remixicon/react';
import { memo } from 'react';
import { HealthShape } from '../components';
import type { FrameView } from '../graph';
import { useFlowContext } from './FlowContext';
import { useView } from './FlowStore';
import type { MeshFlowNode } from './GraphNode';
import { GroupNumbers } from './GroupCard';
import { useWords } from './Words';
import styles from './GraphFrame.module.css';

/** An open group: a frame around its members, with a head that closes it. */
export const GraphFrame = memo(function GraphFrameView({
  id,
}: NodeProps<MeshFlowNode>) {
  const { store, level, toggleGroup } = useFlowContext();
  const { t } = useWords();
  const view = useView<FrameView>(store, id);
  if (!view) {
    return null;
  }
  const { group, box } = view;
  return (
    <div
      className={styles.frame}
      style={{ width: box.width, height: box.height }}
    >
      <button
        type="button"
        className={styles.head}
        data-level={level}
        data-node-id={group.id}
        aria-expanded
        aria-label={t('graph.group.close', { title: group.title })}
        onClick={() => toggleGroup(group.key)}
      >
        <RiArrowDownSLine size={16} aria-hidden className={styles.chevron} />
        <span className={styles.title}>{group.title}</span>
        <span className={styles.numbers}>
          <GroupNumbers group={group} level={level} />
        </span>
        <HealthShape state={group.state} size={level === 'full' ? 14 : 20} />
      </button>
    </div>
  );
});
