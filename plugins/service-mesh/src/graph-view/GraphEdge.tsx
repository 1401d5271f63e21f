import {
  Edge,
  EdgeLabelRenderer,
  EdgeProps,
  ReactFlowState,
  useStore,
} from '@xyflow/react';
import { memo, useState } from 'react';
import { Lock } from '../components';
import { EdgeView } from '../graph';
import { useGraphActions } from './GraphActions';
import styles from './GraphEdge.module.css';

/** A line as React Flow keeps it. */
export type MeshFlowEdge = Edge<
  { view: EdgeView; sentence: string; dimmed: boolean },
  'mesh'
>;

const showsLabels = ({ transform }: ReactFlowState) => transform[2] >= 0.6;

const DASHES = { solid: undefined, tcp: '9 4', outside: '2 4' } as const;

/** The calls of one node to another: a line with its rate, and a button that opens its numbers. */
export const GraphEdge = memo(function GraphEdgeView({
  id,
  data,
}: EdgeProps<MeshFlowEdge>) {
  const labels = useStore(showsLabels);
  const [near, setNear] = useState(false);
  const { select, selected } = useGraphActions();
  if (!data) {
    return null;
  }
  const { view, sentence, dimmed } = data;
  const { geometry, width, dash, tone, label, mtls } = view;
  const isSelected = selected?.type === 'edge' && selected.id === id;
  const shown = isSelected || near || (labels && view.labelShown);
  const open = (byKeyboard: boolean) =>
    select({ type: 'edge', id }, byKeyboard);
  return (
    <>
      <g
        className={`${styles.edge} ${styles[tone]}`}
        data-dimmed={dimmed}
        onPointerEnter={() => setNear(true)}
        onPointerLeave={() => setNear(false)}
        onClick={() => open(false)}
      >
        {isSelected && (
          <path
            d={geometry.path}
            className={styles.halo}
            strokeWidth={width + 10}
          />
        )}
        <path
          d={geometry.path}
          className={styles.line}
          strokeWidth={width}
          strokeDasharray={DASHES[dash]}
        />
        <polygon points={geometry.arrow} className={styles.arrow} />
        <path d={geometry.path} className={styles.hit} />
      </g>
      <EdgeLabelRenderer>
        <button
          type="button"
          tabIndex={-1}
          data-edge-id={id}
          className={`nopan ${styles.label}`}
          data-shown={shown}
          data-selected={isSelected}
          data-dimmed={dimmed}
          data-flat={geometry.flat && !isSelected}
          aria-pressed={isSelected}
          aria-label={sentence}
          style={{
            transform: `translate(-50%, -50%) translate(${geometry.label.x}px, ${geometry.label.y}px)`,
            ['--line-width' as string]: `${width}px`,
          }}
          onClick={event => open(event.detail === 0)}
          onPointerEnter={() => setNear(true)}
          onPointerLeave={() => setNear(false)}
          onFocus={() => setNear(true)}
          onBlur={() => setNear(false)}
        >
          <span className={styles.rate}>
            <Lock state={mtls} size={11} />
            {label.rate}
          </span>
          {label.trouble && (
            <span className={styles.trouble} data-tone={label.troubleTone}>
              {label.trouble}
            </span>
          )}
        </button>
      </EdgeLabelRenderer>
    </>
  );
});
