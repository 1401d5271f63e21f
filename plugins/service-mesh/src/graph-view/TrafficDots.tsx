import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { EdgeView, Point, RenderModel } from '../graph';
import { Palette, onThemeChange, paletteOf } from './palette';
import styles from './TrafficDots.module.css';

/** So many dots at most, one per line. */
const MAX_DOTS = 200;

/** Nothing that moves can be followed below. */
const MIN_ZOOM = 0.6;

const DOT_RADIUS = 2.6;

/** A line is followed by so many points of it. */
const SAMPLES = 24;

/** Seconds for the way along a line that carries next to nothing, and for one that is very busy. */
const SLOWEST_S = 4;
const FASTEST_S = 0.9;

const still = () => window.matchMedia?.('(prefers-reduced-motion: reduce)');

/** Dots that run along the lines that are in view, the faster the more calls there are. Nothing runs that nobody can see. */
export function TrafficDots({ model }: { model: RenderModel }) {
  const reduced = useSyncExternalStore(
    listener => {
      const query = still();
      query?.addEventListener('change', listener);
      return () => query?.removeEventListener('change', listener);
    },
    () => still()?.matches ?? false,
  );
  return reduced ? null : <MovingDots model={model} />;
}

function MovingDots({ model }: { model: RenderModel }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const api = useStoreApi();
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) {
      return undefined;
    }
    const ways = new Map<string, Point[]>();
    const colours = () => paletteOf(element.parentElement ?? document.body);
    let palette: Palette = colours();
    const stopTheme = onThemeChange(() => {
      palette = colours();
    });
    let frame = 0;
    const draw = (now: number) => {
      const { transform, width, height } = api.getState();
      const [x, y, zoom] = transform;
      const ratio = window.devicePixelRatio || 1;
      element.width = Math.round(width * ratio);
      element.height = Math.round(height * ratio);
      if (zoom >= MIN_ZOOM) {
        context.setTransform(
          zoom * ratio,
          0,
          0,
          zoom * ratio,
          x * ratio,
          y * ratio,
        );
        const view = {
          left: -x / zoom,
          top: -y / zoom,
          right: (width - x) / zoom,
          bottom: (height - y) / zoom,
        };
        let drawn = 0;
        for (const edge of model.edges) {
          const { bounds } = edge.geometry;
          const seen =
            bounds.x < view.right &&
            bounds.x + bounds.width > view.left &&
            bounds.y < view.bottom &&
            bounds.y + bounds.height > view.top;
          if (seen && edge.stats.requestsPerSecond && drawn < MAX_DOTS) {
            const way = ways.get(edge.id) ?? follow(edge);
            ways.set(edge.id, way);
            drawDot(context, edge, pointAt(way, now / periodOf(edge)), palette);
            drawn += 1;
          }
        }
      }
      frame = requestAnimationFrame(draw);
    };
    // a canvas that is scrolled out of sight draws nothing, also when its tab comes back
    let inSight = false;
    const run = () => {
      cancelAnimationFrame(frame);
      if (inSight && !document.hidden) {
        frame = requestAnimationFrame(draw);
      }
    };
    const sight = new IntersectionObserver(entries => {
      inSight = entries[entries.length - 1].isIntersecting;
      run();
    });
    sight.observe(element);
    document.addEventListener('visibilitychange', run);
    return () => {
      cancelAnimationFrame(frame);
      sight.disconnect();
      stopTheme();
      document.removeEventListener('visibilitychange', run);
    };
  }, [api, model]);
  return <canvas ref={canvas} className={styles.dots} aria-hidden />;
}

/** Milliseconds that a dot takes; the logarithm keeps busy lines apart from very busy ones. */
function periodOf({ stats }: EdgeView): number {
  const speed = Math.min(1, Math.log10(1 + (stats.requestsPerSecond ?? 0)) / 4);
  return 1_000 * (SLOWEST_S - (SLOWEST_S - FASTEST_S) * speed);
}

function follow({ geometry }: EdgeView): Point[] {
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', geometry.path);
  const length = path.getTotalLength();
  return Array.from({ length: SAMPLES + 1 }, (_, index) => {
    const { x, y } = path.getPointAtLength((length * index) / SAMPLES);
    return { x, y };
  });
}

/** @param turns - how often the way was gone; the part behind the point counts */
function pointAt(way: readonly Point[], turns: number): Point {
  const at = (turns % 1) * SAMPLES;
  const [from, to] = [way[Math.floor(at)], way[Math.ceil(at)]];
  const part = at % 1;
  return {
    x: from.x + (to.x - from.x) * part,
    y: from.y + (to.y - from.y) * part,
  };
}

/** A dot, or a small triangle where calls fail. */
function drawDot(
  context: CanvasRenderingContext2D,
  { tone }: EdgeView,
  { x, y }: Point,
  palette: Palette,
): void {
  context.beginPath();
  if (tone === 'fail') {
    context.moveTo(x, y - 1.4 * DOT_RADIUS);
    context.lineTo(x + 1.3 * DOT_RADIUS, y + DOT_RADIUS);
    context.lineTo(x - 1.3 * DOT_RADIUS, y + DOT_RADIUS);
    context.closePath();
    context.fillStyle = palette.fail;
  } else {
    context.arc(x, y, DOT_RADIUS, 0, 2 * Math.PI);
    context.fillStyle = tone === 'warn' ? palette.warn : palette.text;
  }
  context.fill();
}
