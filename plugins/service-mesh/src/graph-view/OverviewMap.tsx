import { useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import type { ReactFlowState } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Box, NodeView, RenderModel } from '../graph';
import { useTranslate } from '../hooks';
import { markColour } from './markColour';
import { Palette, onThemeChange, paletteOf } from './palette';
import { boxOfAll } from './useFlowViewport';
import styles from './OverviewMap.module.css';

/** A map helps where there is much, and most of it is out of view. */
const MIN_NODES = 40;
const MAX_SHARE = 0.6;

const WIDTH = 168;
const MAX_HEIGHT = 112;
const MARGIN = 6;

/** A map of the whole graph with the part that is in view; only where it is needed. Clicks go there. */
export function OverviewMap({ model }: { model: RenderModel }) {
  const needed = useStore(
    useCallback(
      (state: ReactFlowState) =>
        model.nodes.length > MIN_NODES &&
        shareInView(model, viewOf(state)) < MAX_SHARE,
      [model],
    ),
  );
  return needed ? <DrawnMap model={model} /> : null;
}

function DrawnMap({ model: latest }: { model: RenderModel }) {
  const model = useSameMarks(latest);
  const t = useTranslate();
  const flow = useReactFlow();
  const api = useStoreApi();
  const canvas = useRef<HTMLCanvasElement>(null);
  const all = useMemo(() => boxOfAll(model), [model]);
  const scale = Math.min(
    (WIDTH - 2 * MARGIN) / Math.max(1, all.width),
    (MAX_HEIGHT - 2 * MARGIN) / Math.max(1, all.height),
  );
  const height = Math.round(all.height * scale) + 2 * MARGIN;
  const palette = useRef<Palette>();

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) {
      return undefined;
    }
    const ratio = window.devicePixelRatio || 1;
    element.width = WIDTH * ratio;
    element.height = height * ratio;
    let frame = 0;
    const draw = () => {
      frame = 0;
      palette.current ??= paletteOf(element.parentElement ?? document.body);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, WIDTH, height);
      context.translate(
        MARGIN + (WIDTH - 2 * MARGIN - all.width * scale) / 2,
        MARGIN,
      );
      for (const { box, graphNode } of model.nodes) {
        context.fillStyle = markColour(graphNode.health.state, palette.current);
        context.fillRect(
          (box.x - all.x) * scale,
          (box.y - all.y) * scale,
          Math.max(1.5, box.width * scale - 1),
          Math.max(1.5, box.height * scale - 1),
        );
      }
      const view = viewOf(api.getState());
      context.strokeStyle = palette.current.acc;
      context.lineWidth = 1.5;
      context.strokeRect(
        (view.x - all.x) * scale,
        (view.y - all.y) * scale,
        view.width * scale,
        view.height * scale,
      );
    };
    draw();
    const stop = api.subscribe((now, before) => {
      if (now.transform !== before.transform) {
        frame ||= requestAnimationFrame(draw);
      }
    });
    const stopTheme = onThemeChange(() => {
      palette.current = undefined;
      frame ||= requestAnimationFrame(draw);
    });
    return () => {
      cancelAnimationFrame(frame);
      stop();
      stopTheme();
    };
  }, [api, model, all, scale, height]);

  return (
    <canvas
      ref={canvas}
      className={styles.map}
      style={{ width: WIDTH, height }}
      role="img"
      aria-label={t('graph.map.label')}
      onClick={event => {
        const box = event.currentTarget.getBoundingClientRect();
        const left = MARGIN + (WIDTH - 2 * MARGIN - all.width * scale) / 2;
        flow.setCenter(
          all.x + (event.clientX - box.left - left) / scale,
          all.y + (event.clientY - box.top - MARGIN) / scale,
          { zoom: flow.getZoom(), duration: 250 },
        );
      }}
    />
  );
}

/** The model as it was while nothing on the map would be drawn otherwise: it shows places and health, and no number. */
function useSameMarks(model: RenderModel): RenderModel {
  const kept = useRef<{ model: RenderModel; byId: Map<string, NodeView> }>();
  return useMemo(() => {
    const { nodes } = model;
    const before = kept.current;
    // in whatever order, which changes with the numbers
    if (before?.byId.size !== nodes.length || !sameMarks(before.byId, nodes)) {
      kept.current = {
        model,
        byId: new Map(nodes.map(node => [node.id, node])),
      };
    }
    return kept.current?.model ?? model;
  }, [model]);
}

function sameMarks(
  before: ReadonlyMap<string, NodeView>,
  nodes: readonly NodeView[],
): boolean {
  return nodes.every(({ id, box, graphNode }) => {
    const known = before.get(id);
    return (
      known?.graphNode.health.state === graphNode.health.state &&
      known.box.x === box.x &&
      known.box.y === box.y &&
      known.box.width === box.width &&
      known.box.height === box.height
    );
  });
}

/** The part of the plane that is in view. */
function viewOf({ transform, width, height }: ReactFlowState): Box {
  const [x, y, zoom] = transform;
  return {
    x: -x / zoom,
    y: -y / zoom,
    width: width / zoom,
    height: height / zoom,
  };
}

function shareInView({ nodes }: RenderModel, view: Box): number {
  const seen = nodes.filter(
    ({ box }) =>
      box.x + box.width > view.x &&
      box.x < view.x + view.width &&
      box.y + box.height > view.y &&
      box.y < view.y + view.height,
  );
  return seen.length / Math.max(1, nodes.length);
}
