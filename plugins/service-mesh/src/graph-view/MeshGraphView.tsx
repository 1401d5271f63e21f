import { ReactNode, useEffect } from 'react';
import type { MeshGraph, PlacedGraph } from '../graph';
import { Legend } from './Legend';
import { MeshFlow } from './MeshFlow';
import { useGraphLayout } from './useGraphLayout';
import type { Centred } from './useFlowViewport';
import { WordsProvider, useNewWords } from './Words';

/** A graph on its canvas, laid out, with legend and zoom: the same on every page. Picks go to the {@link GraphActionsProvider} around it. */
export function MeshGraphView(props: {
  /** What the graph is of, for its accessible name. */
  name: string;
  /** What was asked. Another one is laid out anew; an answer to the same one moves nothing that stays. */
  scope: string;
  /** With groups where nodes are grouped. */
  graph: MeshGraph;
  /** Ids of nodes that a search found; everything else is dimmed. */
  found?: ReadonlySet<string>;
  /** The node that a search came to: it is shown in the middle, where it can be read. */
  centred?: Centred;
  /** The namespace that needs no mention. */
  homeNamespace?: string;
  /** Says the cluster of nodes, where several are on screen. */
  showCluster: boolean;
  /** The legend is folded until a person opens it. */
  foldLegend: boolean;
  /** Opens or closes a group, by its key. */
  onToggleGroup?(key: string): void;
  /** Hears where everything stands, and of each change of it. */
  onPlaced?(placed: PlacedGraph): void;
  /** Stands here until the first layout is there. */
  placeholder: ReactNode;
}) {
  const { graph, scope, placeholder, onToggleGroup, onPlaced } = props;
  const words = useNewWords();
  const { placed, move, reset } = useGraphLayout(graph, scope);
  useEffect(() => {
    if (placed) {
      onPlaced?.(placed);
    }
  }, [placed, onPlaced]);
  if (!placed) {
    return <>{placeholder}</>;
  }
  return (
    <WordsProvider value={words}>
      <MeshFlow
        name={props.name}
        graph={graph}
        placed={placed}
        homeNamespace={props.homeNamespace}
        showCluster={props.showCluster}
        fitKey={scope}
        found={props.found}
        centred={props.centred}
        toggleGroup={onToggleGroup ?? ignore}
        move={move}
        reset={reset}
      />
      <Legend
        thresholds={words.thresholds}
        folded={props.foldLegend}
        withMarks={[...(graph.groups?.values() ?? [])].some(
          ({ open }) => !open,
        )}
      />
    </WordsProvider>
  );
}

/** A graph without groups has none to open. */
function ignore() {}
