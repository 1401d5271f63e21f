import { useState } from 'react';
import { InfoButton } from '../components';
import { GraphEdge, GraphNode, MeshGraph, compareEdges } from '../graph';
import type { Finding } from '../history';
import { formatDuration, formatMoment } from '../format';
import { hasRequestNumbers } from '../health';
import { HoldHandlers, useHeldOrder, useNumbers, useTranslate } from '../hooks';
import { nodeName } from '../names';
import { PeerCard, SelfCard } from './NeighbourCards';
import { CARD_STEP, NeighbourLines } from './NeighbourLines';
import { Remembered, spanCut } from './Remembered';
import styles from './NeighbourChart.module.css';

/** Neighbours drawn on each side. */
const SHOWN = 6;
const LEAST_HEIGHT = 150;

/** Who calls a workload and whom it calls, worst first, with the numbers of the calls. */
export function NeighbourChart(props: {
  graph: MeshGraph;
  self: GraphNode;
  /** When it was measured, as a part of a sentence. */
  when: string;
  finding: Finding | undefined;
}) {
  const { graph, self, when, finding } = props;
  const t = useTranslate();
  const steps = finding?.steps;
  const since = finding && spanCut(finding);
  const { rows: callers, hold: holdCallers } = useHeldOrder(
    [...(graph.incoming.get(self.id) ?? [])].sort(compareEdges),
    idOf,
  );
  const { rows: callees, hold: holdCallees } = useHeldOrder(
    [...(graph.outgoing.get(self.id) ?? [])].sort(compareEdges),
    idOf,
  );
  const measured = [...callers, ...callees].filter(({ edge }) =>
    hasRequestNumbers(edge.stats),
  );
  const [all, setAll] = useState(false);
  const limit = all ? Infinity : SHOWN;
  const rows = Math.min(limit, Math.max(callers.length, callees.length));
  const more = { all, limit, toggle: () => setAll(!all) };
  const height = Math.max(LEAST_HEIGHT, rows * CARD_STEP);
  return (
    <section
      className={styles.chart}
      aria-label={t('stats.neighbours.label', { name: nodeName(self.node, t) })}
    >
      <Side
        side="callers"
        edges={callers}
        graph={graph}
        height={height}
        more={more}
        hold={holdCallers}
        homeNamespace={self.node.namespace}
      />
      <div className={styles.middle} style={{ height }}>
        <SelfCard self={self} graph={graph} />
      </div>
      <Side
        side="callees"
        edges={callees}
        graph={graph}
        height={height}
        more={more}
        hold={holdCallees}
        homeNamespace={self.node.namespace}
      />
      <p className={styles.note}>
        {t('stats.neighbours.note', { when })}
        {steps && (
          <>
            {' '}
            {since === undefined
              ? t('stats.neighbours.charts', {
                  span: formatDuration(
                    steps.spanSteps * steps.stepSeconds * 1000,
                    t,
                  ),
                })
              : t('stats.neighbours.chartsSince', {
                  time: formatMoment(since, t),
                })}{' '}
            {since === undefined && <Remembered finding={finding} />}
          </>
        )}
        {measured.length > 0 && (
          <InfoButton label={t('stats.neighbours.counted')}>
            <p>{t('stats.neighbours.sides')}</p>
            {measured.some(({ edge }) => edge.stats.calls) && (
              <p>{t('stats.neighbours.retried')}</p>
            )}
          </InfoButton>
        )}
      </p>
    </section>
  );
}

function idOf({ id }: GraphEdge): string {
  return id;
}

function Side(props: {
  side: 'callers' | 'callees';
  edges: readonly GraphEdge[];
  graph: MeshGraph;
  height: number;
  hold: HoldHandlers;
  homeNamespace: string | undefined;
  more: { all: boolean; limit: number; toggle(): void };
}) {
  const { side, edges, graph, height, hold, homeNamespace, more } = props;
  const t = useTranslate();
  const n = useNumbers();
  const shown = edges.slice(0, more.limit);
  const top = (height - shown.length * CARD_STEP) / 2;
  return (
    <div className={styles.side} data-side={side} {...hold}>
      <h3 className={styles.head}>{t(`stats.neighbours.${side}`)}</h3>
      {shown.length === 0 ? (
        <p className={styles.none}>{t('stats.neighbours.none')}</p>
      ) : (
        <div className={styles.body} style={{ height }}>
          <ul className={styles.cards} style={{ paddingTop: top }}>
            {shown.map(edge => (
              <PeerCard
                key={edge.id}
                graphEdge={edge}
                peer={graph.nodes.get(
                  side === 'callers' ? edge.source : edge.target,
                )}
                side={side}
                homeNamespace={homeNamespace}
              />
            ))}
          </ul>
          <NeighbourLines
            side={side}
            edges={shown}
            graph={graph}
            height={height}
            top={top}
          />
        </div>
      )}
      {edges.length > SHOWN && (
        <button
          type="button"
          className={styles.more}
          aria-expanded={more.all}
          onClick={more.toggle}
        >
          {more.all
            ? t('stats.neighbours.fewer')
            : t('stats.neighbours.more', {
                amount: n.count(edges.length - SHOWN),
              })}
        </button>
      )}
    </div>
  );
}
