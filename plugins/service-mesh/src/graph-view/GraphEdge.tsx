import { Edge, EdgeLabelRenderer, EdgeProps } from '@xyflow/react';
import { memo, useState } from 'react';
import { Lock } from '../components';
import { EdgeView } from '../graph';
import { isUnchanged } from '../graph/partComparison';
import { useNumbers, useTranslate } from '../hooks';
import { edgeSentence } from '../names';
import { useFlowContext } from './FlowContext';
import { useView } from './FlowStore';
import { useGraphActions } from './GraphActions';
import styles from './GraphEdge.module.css';

/** A line as React Flow keeps it: between which nodes. What it shows is in the store. */
export type MeshFlowEdge = Edge<Record<string, never>, 'mesh'>;

const DASHES = {
  solid: undefined,
  tcp: '9 4',
  outside: '2 4',
  gone: '1 5',
} as const;

/** The calls of one node to another: a line with its rate, and a button that opens its numbers. */
export const GraphEdge = memo(function GraphEdgeView({
  id,
}: EdgeProps<MeshFlowEdge>) {
  const { store, labels, hiddenLabels, manyLines, found, graph } =
    useFlowContext();
  const view = useView<EdgeView>(store, id);
  const [near, setNear] = useState(false);
  const { select, selected } = useGraphActions();
  const t = useTranslate();
  const n = useNumbers();
  if (!view) {
    return null;
  }
  const { geometry, width, dash, tone, label, mtls, source, target } = view;
  const isSelected = selected?.type === 'edge' && selected.id === id;
  const shown = isSelected || near || (labels && view.labelShown);
  // between two moments: it changed by no more than noise
  const faded = view.bundle.edges.every(({ compared }) =>
    isUnchanged(compared),
  );
  const dimmed =
    found !== undefined && !found.has(source) && !found.has(target);
  const open = (byKeyboard: boolean) =>
    select({ type: 'edge', id }, byKeyboard);
  return (
    <>
      <g
        className={`${styles.edge} ${styles[tone]}`}
        data-dimmed={dimmed}
        data-gone={dash === 'gone'}
        data-faint={manyLines && tone === 'quiet' && !near && !isSelected}
        data-faded={faded}
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
      {(shown || hiddenLabels) && (
        <EdgeLabelRenderer>
          <button
            type="button"
            tabIndex={-1}
            data-edge-id={id}
            className={`nopan ${styles.label}`}
            data-shown={shown}
            data-selected={isSelected}
            data-dimmed={dimmed}
            data-faded={faded}
            data-flat={geometry.flat && !isSelected}
            aria-pressed={isSelected}
            aria-label={edgeSentence(view.bundle.edges[0], graph(), t, n)}
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
              {tone === 'new' && '+ '}
              {dash === 'gone' ? t('graph.change.gone') : label.rate}
            </span>
            {label.trouble && (
              <span className={styles.trouble} data-tone={label.troubleTone}>
                {label.trouble}
              </span>
            )}
          </button>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
