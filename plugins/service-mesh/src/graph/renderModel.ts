import type {
  MtlsState,
  TrafficStats,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { Box } from './layoutTypes';
import type { EdgePath } from './lineShape';
import type { GraphEdge, GraphGroup, GraphNode } from './model';
import type { RouteMemory } from './RoutePlan';
import type { EdgeBundle } from './simplify';

/** A node with its card's place. */
export interface NodeView {
  id: string;
  graphNode: GraphNode;
  /** The calls that it makes, added up; for a pure client. */
  calls: readonly GraphEdge[];
  compact: boolean;
  /** Drawn with a dashed border and no fill. */
  outside: boolean;
  /** The reserved box. */
  box: Box;
}

/** The frame of an open group. */
export interface FrameView {
  id: string;
  group: GraphGroup;
  box: Box;
}

/** How a line is dashed: HTTP or gRPC in the mesh, TCP, one end outside the mesh, gone since the last look. */
export type EdgeDash = 'solid' | 'tcp' | 'outside' | 'gone';

/** A line with its path and label. */
export interface EdgeView {
  id: string;
  source: string;
  target: string;
  bundle: EdgeBundle;
  /** Of all its calls. */
  stats: TrafficStats;
  dash: EdgeDash;
  width: number;
  tone: 'quiet' | 'warn' | 'fail' | 'new';
  /** Steps back among very many lines: nothing is wrong with it, and nothing new. */
  faint: boolean;
  /** One of the busiest where not all can be followed; the others that step back are as fine as can be. */
  main: boolean;
  /** Has no end inside of an open group: where it crosses one it runs behind it. */
  passing: boolean;
  mtls: MtlsState | undefined;
  geometry: EdgePath;
  /** Empty where labels are not asked for. */
  label: EdgeLabelText;
  /** Whether the label fits without hover. */
  labelShown: boolean;
}

/** What stands at a line: the rate above it, and below it what is wrong. */
export interface EdgeLabelText {
  rate: string;
  trouble?: string;
  troubleTone?: 'fail' | 'warn' | 'quiet' | 'better';
}

/** Everything that is to be drawn, in drawing and Tab order: nodes worst first. */
export interface RenderModel {
  nodes: NodeView[];
  /** The lines that are drawn: all, or those in the area that was asked for. */
  edges: EdgeView[];
  frames: FrameView[];
  /** What there is a line for, drawn or not. */
  bundles: readonly EdgeBundle[];
}

/** What of a graph is drawn, and how closely. */
export interface RenderOptions {
  /** Writes the label of a line; without it there are none. */
  label?: (bundle: EdgeBundle) => EdgeLabelText;
  /**
   * With more lines than this those step back that are well, and have no label: nobody could tell whose it is. The lines inside of
   * open groups are counted for themselves. Without it none step back.
   */
  crowd?: number;
  /** False where nodes are marks, and lines run straight from one to the other. */
  routed?: boolean;
  /** Lines that stay outside of it are left out, and cost nothing; all are drawn without it. */
  area?: Box;
  /** The node that a person picked: its lines lead to it, and not to the frame of its group. */
  apart?: string;
  /** Knows where lines ran the last time. */
  routes?: RouteMemory;
}
