import { memo } from 'react';
import { createPortal } from 'react-dom';
import { GraphEdge } from './GraphEdge';

/**
 * All lines, in one picture behind the cards. As edges of React Flow each would have a picture and a place of its own, which takes
 * the browser longer than drawing it.
 */
export const EdgeLayer = memo(function EdgeLayerView(props: {
  /** Of the lines that are drawn, in their order. */
  ids: readonly string[];
  /** Where React Flow puts edges, behind nodes; null until it is there. */
  layer: Element | null;
}) {
  const { ids, layer } = props;
  return (
    layer &&
    createPortal(
      <svg>
        {ids.map(id => (
          <GraphEdge key={id} id={id} />
        ))}
      </svg>,
      layer,
    )
  );
});
