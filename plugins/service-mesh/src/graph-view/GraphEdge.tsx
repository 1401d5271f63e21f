import { memo, useState } from 'react';
import { createPortal } from 'react-dom';
import { CallLabel } from './CallLabel';
import { useFlowContext } from './FlowContext';
import { useLine } from './FlowStore';
import { useGraphActions } from './GraphActions';
import styles from './GraphEdge.module.css';

const DASHES = {
  solid: undefined,
  tcp: '9 4',
  outside: '2 4',
  gone: '1 5',
} as const;

/** The calls of one node to another: a line with its rate, and a button that opens its numbers. */
export const GraphEdge = memo(function GraphEdgeView({ id }: { id: string }) {
  const { store, labels, hiddenLabels, askedCall, found, labelLayer } =
    useFlowContext();
  const line = useLine(store, id);
  const [near, setNear] = useState(false);
  const { select, selected } = useGraphActions();
  if (!line) {
    return null;
  }
  const { path, width, dash, tone, source, target, faded } = line;
  const isSelected = selected?.type === 'edge' && selected.id === id;
  const shown = isSelected || near || (labels && line.labelShown);
  const dimmed =
    found !== undefined && !found.has(source) && !found.has(target);
  const stepsBack = line.faint && !near && !isSelected;
  return (
    <>
      <g
        className={`${styles.edge} ${styles[tone]}`}
        data-dimmed={dimmed || undefined}
        data-gone={dash === 'gone' || undefined}
        data-faint={stepsBack || undefined}
        data-faded={faded || undefined}
        onPointerEnter={() => setNear(true)}
        onPointerLeave={() => setNear(false)}
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
            onNear={setNear}
          />,
          labelLayer,
        )}
    </>
  );
});
