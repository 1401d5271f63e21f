import { Button } from '@backstage/ui';
import { RiLiveLine } from '@remixicon/react';
import { useState } from 'react';
import type { Grouping } from '../catalog';
import { TabSwitch, Toolbar, ToolbarMenu } from '../components';
import { GraphActionsProvider, useGraphChoices } from '../graph-view';
import { useMeasuredRoot, useTranslate } from '../hooks';
import { ShortcutHelp, useTabShortcuts } from '../keyboard';
import { MeshRoot } from '../theme';
import { ComparisonControls } from './ComparisonControls';
import { ComparisonView } from './ComparisonView';
import { ComparedRanges } from './timeTravelAddress';
import { TimeStrip, stripHeight } from './TimeStrip';
import { travelKeys } from './travelKeys';
import { TimeTravelPlace, useTimeline, useTimeTravel } from './useTimeTravel';
import styles from './ComparisonTab.module.css';

/** Below this width the toolbar folds. */
const FOLD_WIDTH = 1040;

/** Below this width the list is read, and the graph opened by choice only. */
const GRAPH_WIDTH = 600;

/** A graph at two moments, in place of the one of now. */
export function ComparisonTab(props: {
  /** What is compared: a component, or the mesh. */
  name: string;
  place: TimeTravelPlace;
  compared: ComparedRanges;
  /** Whether it is one of the three tabs of an entity. */
  isEntityTab: boolean;
  /** Nothing is put together without. */
  grouping?: Grouping;
}) {
  const { name, place, compared, isEntityTab, grouping } = props;
  const { url } = place;
  const t = useTranslate();
  const timeline = useTimeline(place);
  const travel = useTimeTravel(place, timeline);
  const { root, rootRef, size } = useMeasuredRoot();
  const [showGraph, setShowGraph] = useState(false);
  const { actions } = useGraphChoices(url);
  const shortcuts = useTabShortcuts(
    root,
    isEntityTab ? 'topology' : undefined,
    {
      ...travelKeys(travel),
      Escape() {
        if (actions.selected) {
          actions.select(undefined);
        } else {
          travel.toggleCompare();
        }
      },
    },
  );
  const folded = size !== undefined && size.width < FOLD_WIDTH;
  const controls = (
    <ComparisonControls
      travel={travel}
      compared={compared}
      timeline={timeline}
    />
  );
  return (
    <MeshRoot
      ref={rootRef}
      className={isEntityTab ? styles.tab : `${styles.tab} ${styles.page}`}
    >
      <Toolbar label={t('timeTravel.comparing')}>
        {isEntityTab && <TabSwitch current="topology" />}
        {folded ? (
          <ToolbarMenu label={t('timeTravel.comparing')}>
            {controls}
          </ToolbarMenu>
        ) : (
          controls
        )}
        <span className={styles.end}>
          <ShortcutHelp
            shortcuts={shortcuts}
            lines={[
              { keys: ['C'], text: t('timeTravel.keys.compare') },
              { keys: [',', '.'], text: t('timeTravel.keys.step') },
              { keys: ['←', '→', '↑', '↓'], text: t('keys.arrows') },
              { keys: ['Tab'], text: t('keys.node') },
              { keys: ['+', '-', '0'], text: t('keys.zoom') },
            ]}
          />
          <Button
            size="small"
            variant="primary"
            iconStart={<RiLiveLine />}
            onPress={travel.live}
          >
            {t('timeTravel.live')}
          </Button>
        </span>
      </Toolbar>
      <GraphActionsProvider value={actions}>
        <ComparisonView
          travel={travel}
          compared={compared}
          timeline={timeline}
          name={name}
          narrow={size !== undefined && size.width < GRAPH_WIDTH}
          below={stripHeight(timeline) + 24}
          grouping={grouping}
          showGraph={showGraph}
          onShowGraph={() => setShowGraph(true)}
          linkCopied={shortcuts.linkCopied}
          onShare={shortcuts.copyLink}
        />
      </GraphActionsProvider>
      <TimeStrip travel={travel} timeline={timeline} />
    </MeshRoot>
  );
}
