import { useStore, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { MeshGraph, NodeView, RenderModel } from '../graph';
import { nodeName, nodeSentence } from '../names';
import { drawOverview } from './drawOverview';
import { useGraphActions } from './GraphActions';
import { groupSentence } from './groupSentence';
import { Highlight, OverviewScene, overviewScene } from './overviewScene';
import { Palette, onThemeChange, paletteOf } from './palette';
import { useWords } from './Words';
import styles from './Overview.module.css';

/** How near the pointer must be to a mark or a line, in pixels on the screen. */
const REACH = 10;

/**
 * The graph from far away: one canvas instead of a thousand cards that nobody could read. The pointer finds nodes and calls on it;
 * keys and screen readers find a button for each node that fails, and for the one that they are at.
 */
export function Overview(props: {
  graph: MeshGraph;
  model: RenderModel;
  /** What a search found; the rest is dimmed. */
  found: ReadonlySet<string> | undefined;
  /** The node that the keys are at. */
  current: string | undefined;
  onCurrent(id: string): void;
  onOpenGroup(key: string): void;
}) {
  const { graph, model, found, current, onCurrent, onOpenGroup } = props;
  const { t, n } = useWords();
  const { select, selected } = useGraphActions();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hovered, setHovered] = useState<Picked>();
  const [focused, setFocused] = useState<string>();
  const scene = useMemo(() => overviewScene(model), [model]);

  const highlight = useMemo(() => {
    const nodes = new Set<string>();
    const edges = new Set<string>();
    const add = (picked: { type: string; id: string } | undefined) => {
      (picked?.type === 'edge' ? edges : nodes).add(picked?.id ?? '');
    };
    add(selected);
    add(hovered);
    add(focused === undefined ? undefined : { type: 'node', id: focused });
    for (const { id, source, target } of model.edges) {
      if (nodes.has(source) || nodes.has(target)) {
        edges.add(id);
      }
    }
    return {
      found,
      nodes,
      edges,
      nameOf: ({ graphNode }: NodeView) => nodeName(graphNode.node, t),
    };
  }, [found, selected, hovered, focused, model, t]);
  const viewport = useDrawing(canvas, scene, highlight);

  const pick = (picked: Picked | undefined, byKeyboard: boolean) => {
    const group =
      picked?.type === 'node' ? graph.groups?.get(picked.id) : undefined;
    if (group) {
      onOpenGroup(group.key);
    } else {
      select(picked, byKeyboard);
    }
  };
  usePane({
    at: point => hit(scene, viewport(), point, canvas.current),
    onHover: setHovered,
    onPick: picked => pick(picked, false),
  });
  const listed = scene.model.nodes.filter(
    ({ id, graphNode }) =>
      id === current ||
      graphNode.health.state === 'failing' ||
      graphNode.health.state === 'failing-because',
  );
  return (
    <>
      <canvas
        ref={canvas}
        className={styles.overview}
        role="img"
        aria-label={t('graph.overview.label', {
          workloads: t('topology.workloads', { count: model.nodes.length }),
          calls: t('topology.calls', { count: model.edges.length }),
        })}
      />
      <ul className={styles.list} aria-label={t('graph.overview.failing')}>
        {listed.map(({ id, graphNode }) => (
          <li key={id}>
            <button
              type="button"
              data-node-id={id}
              aria-pressed={selected?.type === 'node' && selected.id === id}
              onFocus={() => {
                setFocused(id);
                onCurrent(id);
              }}
              onBlur={() => setFocused(undefined)}
              onClick={event => pick({ type: 'node', id }, event.detail === 0)}
            >
              {graphNode.group
                ? groupSentence(graphNode.group, t, n)
                : nodeSentence(graphNode, t, n)}
            </button>
          </li>
        ))}
        {listed.length === 0 && <li>{t('graph.overview.none')}</li>}
      </ul>
    </>
  );
}

/** Listens on the pane that is moved and zoomed: the canvas lies over it, and lets everything through. */
function usePane(actions: {
  at(point: { x: number; y: number }): Picked | undefined;
  onHover(picked: Picked | undefined): void;
  onPick(picked: Picked | undefined): void;
}) {
  const flow = useStore(state => state.domNode);
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const pane = flow?.querySelector<HTMLElement>('.react-flow__pane');
    if (!pane) {
      return undefined;
    }
    const listening = new AbortController();
    const { signal } = listening;
    const at = ({ clientX, clientY }: MouseEvent) => {
      const { left, top } = pane.getBoundingClientRect();
      return latest.current.at({ x: clientX - left, y: clientY - top });
    };
    let hovered: Picked | undefined;
    const hover = (picked: Picked | undefined) => {
      if (picked?.id !== hovered?.id) {
        hovered = picked;
        pane.style.cursor = picked ? 'pointer' : '';
        latest.current.onHover(picked);
      }
    };
    pane.addEventListener(
      'pointermove',
      event => hover(event.buttons === 0 ? at(event) : undefined),
      { signal },
    );
    pane.addEventListener('pointerleave', () => hover(undefined), { signal });
    pane.addEventListener('click', event => latest.current.onPick(at(event)), {
      signal,
    });
    return () => {
      listening.abort();
      pane.style.cursor = '';
    };
  }, [flow]);
}

type Picked = { type: 'node' | 'edge'; id: string };

/** Draws whenever the scene, the view or the theme changes; never more often than the screen shows. */
function useDrawing(
  canvas: React.RefObject<HTMLCanvasElement>,
  scene: OverviewScene,
  highlight: Omit<Highlight, 'font'>,
) {
  const api = useStoreApi();
  const viewport = useCallback(() => {
    const [x, y, zoom] = api.getState().transform;
    return { x, y, zoom };
  }, [api]);
  const palette = useRef<Palette>();
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) {
      return undefined;
    }
    let frame = 0;
    const draw = () => {
      frame = 0;
      const ratio = window.devicePixelRatio || 1;
      const width = Math.round(element.clientWidth * ratio);
      const height = Math.round(element.clientHeight * ratio);
      if (element.width !== width || element.height !== height) {
        element.width = width;
        element.height = height;
      }
      palette.current ??= paletteOf(element.parentElement ?? document.body);
      drawOverview(
        context,
        scene,
        viewport(),
        { ...highlight, font: getComputedStyle(element).fontFamily },
        palette.current,
        { width, height, ratio },
      );
    };
    const schedule = () => {
      frame ||= requestAnimationFrame(draw);
    };
    draw();
    const stop = api.subscribe((now, before) => {
      if (
        now.transform !== before.transform ||
        now.width !== before.width ||
        now.height !== before.height
      ) {
        schedule();
      }
    });
    const stopTheme = onThemeChange(() => {
      palette.current = undefined;
      schedule();
    });
    return () => {
      cancelAnimationFrame(frame);
      stop();
      stopTheme();
    };
  }, [api, canvas, scene, highlight, viewport]);
  return viewport;
}

/** What is at a point of the canvas: nodes before lines. */
function hit(
  { model, lineOf }: OverviewScene,
  { x, y, zoom }: { x: number; y: number; zoom: number },
  point: { x: number; y: number },
  canvas: HTMLCanvasElement | null,
): Picked | undefined {
  let nearest: { id: string; distance: number } | undefined;
  for (const { id, box, graphNode } of model.nodes) {
    const dx = (box.x + box.width / 2) * zoom + x - point.x;
    const dy = (box.y + box.height / 2) * zoom + y - point.y;
    const inside =
      graphNode.group &&
      Math.abs(dx) < (box.width * zoom) / 2 &&
      Math.abs(dy) < (box.height * zoom) / 2;
    const distance = inside ? 0 : Math.hypot(dx, dy);
    if (distance <= REACH && distance < (nearest?.distance ?? Infinity)) {
      nearest = { id, distance };
    }
  }
  if (nearest) {
    return { type: 'node', id: nearest.id };
  }
  const context = canvas?.getContext('2d');
  if (!context) {
    return undefined;
  }
  const at = { x: (point.x - x) / zoom, y: (point.y - y) / zoom };
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.lineWidth = REACH / zoom;
  const edge = model.edges.find(each => isOn(context, lineOf(each.id), at));
  context.restore();
  return edge && { type: 'edge', id: edge.id };
}

function isOn(
  context: CanvasRenderingContext2D,
  path: Path2D | undefined,
  { x, y }: { x: number; y: number },
): boolean {
  return path !== undefined && context.isPointInStroke(path, x, y);
}
