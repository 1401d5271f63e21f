import { memo } from 'react';
import { createPortal } from 'react-dom';
import { GraphEdge } from './GraphEdge';
import type { FlowLines } from './useFlowParts';
import styles from './GraphEdge.module.css';

/**
 * All lines, in pictures behind the cards. As edges of React Flow each would have a picture and a place of its own, which takes the
 * browser longer than drawing it.
 */
export const EdgeLayer = memo(function EdgeLayerView(props: {
  lines: FlowLines;
  /** Where React Flow puts edges, behind nodes; null until it is there. */
  layer: Element | null;
}) {
  const { lines, layer } = props;
  return (
    layer &&
    createPortal(
      <>
        <svg className={styles.passing}>
          {lines.passing.map(id => (
            <GraphEdge key={id} id={id} />
          ))}
        </svg>
        <svg>
          {lines.inside.map(id => (
            <GraphEdge key={id} id={id} />
          ))}
        </svg>
      </>,
      layer,
    )
  );
});
