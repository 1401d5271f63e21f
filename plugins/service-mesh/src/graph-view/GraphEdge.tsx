import { memo, useState } from 'react';
import { createPortal } from 'react-dom';
import { CallLabel } from './CallLabel';
import { useFlowContext } from './FlowContext';
import { LineView, useLine } from './FlowStore';
import { useGraphActions } from './GraphActions';
import { useNear } from './NearNode';
import styles from './GraphEdge.module.css';

const DASHES = {
  solid: undefined,
  tcp: '9 4',
  outside: '2 4',
  gone: '1 5',
} as const;

/** The calls of one node to another: a line with its rate, and a button that opens its numbers. */
export const GraphEdge = memo(function GraphEdgeView({ id }: { id: string }) {
  const line = useLine(useFlowContext().store, id);
  return line ? <Line id={id} line={line} /> : null;
});

function Line({ id, line }: { id: string; line: LineView }) {
  const { near, labels, hiddenLabels, askedCall, found, labelLayer } =
    useFlowContext();
  const { path, width, dash, tone, source, target, faded } = line;
  const [pointedAt, setPointedAt] = useState(false);
  const atEnd = useNear(near, source, target);
  const { select, selected } = useGraphActions();
  const isSelected = selected?.type === 'edge' && selected.id === id;
  const shown = isSelected || pointedAt || (labels && line.labelShown);
  const dimmed =
    found !== undefined && !found.has(source) && !found.has(target);
  const ofSelected =
    selected?.type === 'node' &&
    (selected.id === source || selected.id === target);
  const stepsBack =
    line.faint && !pointedAt && !atEnd && !isSelected && !ofSelected;
  return (
    <>
      <g
        className={`${styles.edge} ${styles[tone]}`}
        data-dimmed={dimmed || undefined}
        data-gone={dash === 'gone' || undefined}
        data-faint={stepsBack || undefined}
        data-main={line.main || undefined}
        data-faded={faded || undefined}
        onPointerEnter={() => setPointedAt(true)}
        onPointerLeave={() => setPointedAt(false)}
        onClick={() => select({ type: 'edge', id }, false)}
      >
        {isSelected && (
          <path d={path} className={styles.halo} strokeWidth={width + 10} />
        )}
        <path
          d={path}
          className={styles.line}
          strokeWidth={width}
          strokeDasharray={DASHES[dash]}
        />
        {!stepsBack && <polygon points={line.arrow} className={styles.arrow} />}
        <path d={path} className={styles.hit} />
      </g>
      {(shown || hiddenLabels || askedCall === id) &&
        labelLayer &&
        createPortal(
          <CallLabel
            id={id}
            shown={shown}
            selected={isSelected}
            dimmed={dimmed}
            faded={faded}
            onPress={byKeyboard => select({ type: 'edge', id }, byKeyboard)}
            onNear={setPointedAt}
          />,
          labelLayer,
        )}
    </>
  );
}
