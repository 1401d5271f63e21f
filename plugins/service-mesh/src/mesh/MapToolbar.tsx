import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import { Radio, RadioGroup, ToggleButton } from '@backstage/ui';
import { RiEyeLine, RiNodeTree, RiRouteLine, RiTable2 } from '@remixicon/react';
import type { ReactNode } from 'react';
import { GROUPINGS } from '../catalog';
import {
  DataAge,
  FindField,
  SegmentedControl,
  Toolbar,
  ToolbarMenu,
  ToolbarSelect,
  WindowSelect,
} from '../components';
import { FIND_PRESETS, HIDE_PRESETS } from '../find';
import type { PlacedGraph } from '../graph';
import { MeshPage, PollControls, useNumbers, useTranslate } from '../hooks';
import { ShortcutHelp } from '../keyboard';
import type { TabShortcuts } from '../keyboard';
import { ClustersSelect } from './ClustersSelect';
import { MapExport } from './MapExport';
import { MapScope } from './MapScope';
import { MAP_VIEWS, MapChoices, SHOWN } from './meshAddress';
import type { MapModel } from './useMapModel';
import styles from './MapToolbar.module.css';

/** The field that `/` goes to. */
export const FIND_ID = 'service-mesh-map-find';

const VIEW_ICONS = {
  graph: <RiNodeTree size={15} />,
  table: <RiTable2 size={15} />,
};

/** What is asked of the map, and how it is seen. */
export function MapToolbar(props: {
  page: MeshPage;
  poll: PollControls<Topology>;
  choices: MapChoices;
  model: MapModel;
  /** Which of the found ones is picked; −1 for none. */
  current: number;
  onStep(by: 1 | -1): void;
  onHops(hops: number): void;
  folded: boolean;
  /** Stands behind a button where there is no room for it beside the map. */
  namespaces?: ReactNode;
  /** Where everything stands, for pictures. */
  placed(): PlacedGraph | undefined;
  shortcuts: TabShortcuts;
}) {
  const { page, poll, choices, model, current, folded, shortcuts } = props;
  const { namespaces } = props;
  const { url, clusters } = page;
  const { set } = url;
  const t = useTranslate();
  const n = useNumbers();
  const first = <T extends string>(value: T, all: readonly T[]) =>
    value === all[0] ? undefined : value;
  const known = clusters.data?.clusters.filter(
    ({ state }) => state !== 'disabled',
  );
  const answering = known?.filter(({ state }) => state === 'ready') ?? [];
  const found = model.found?.size;
  const counted =
    found &&
    (current < 0
      ? t('find.found', { count: found })
      : t('find.count', {
          current: n.count(current + 1),
          total: n.count(found),
        }));
  const select = (
    <>
      <ClustersSelect page={page} />
      <ToolbarSelect
        label={t('mesh.group')}
        value={choices.grouping}
        options={GROUPINGS.map(value => ({
          value,
          label: t(`mesh.groupings.${value}`),
        }))}
        onChange={value =>
          set({
            group: first(value, GROUPINGS as readonly string[]),
            open: undefined,
          })
        }
      />
      <WindowSelect page={page} />
    </>
  );
  return (
    <Toolbar label={t('mesh.tabs.map')}>
      <FindField
        id={FIND_ID}
        label={t('mesh.findLabel')}
        placeholder={t('mesh.find')}
        hint="/"
        value={choices.find}
        onChange={find => set({ find: find || undefined })}
        known={model.known}
        presets={FIND_PRESETS.map(({ id, expression }) => ({
          label: t(`find.presets.${id}`),
          expression,
        }))}
        error={model.findProblem}
        count={found === 0 ? t('find.none') : counted || undefined}
        onStep={props.onStep}
      />
      {namespaces && (
        <ToolbarMenu
          label={t('mesh.namespaces.button')}
          active={choices.namespace !== undefined}
        >
          <div className={styles.namespaces}>{namespaces}</div>
        </ToolbarMenu>
      )}
      {folded ? (
        <ToolbarMenu label={t('topology.view')}>{select}</ToolbarMenu>
      ) : (
        select
      )}
      <ToolbarMenu
        label={
          choices.hide
            ? t('mesh.showHiding')
            : t('mesh.showIt', { shown: t(`mesh.shown.${choices.shown}`) })
        }
        icon={<RiEyeLine />}
        active={choices.hide !== '' || choices.shown !== SHOWN[0]}
      >
        <RadioGroup
          label={t('mesh.show')}
          orientation="vertical"
          value={choices.shown}
          onChange={value =>
            set({ show: first(value, SHOWN as readonly string[]) })
          }
        >
          {SHOWN.map(value => (
            <Radio key={value} value={value}>
              {t(`mesh.shown.${value}`)}
            </Radio>
          ))}
        </RadioGroup>
        <span className={styles.hideLabel}>{t('mesh.hideLabel')}</span>
        <FindField
          label={t('mesh.hideLabel')}
          placeholder={t('mesh.hide')}
          value={choices.hide}
          onChange={hide => set({ hide: hide || undefined })}
          known={model.known}
          presets={HIDE_PRESETS.map(({ id, expression }) => ({
            label: t(`find.presets.${id}`),
            expression,
          }))}
          error={model.hideProblem}
        />
      </ToolbarMenu>
      <SegmentedControl
        label={t('topology.view')}
        iconsOnly
        segments={MAP_VIEWS.map(id => ({
          id,
          icon: VIEW_ICONS[id],
          label: t(`topology.views.${id}`),
        }))}
        value={choices.view}
        onChange={view => set({ view: first(view, MAP_VIEWS) })}
      />
      <ToggleButton
        size="small"
        iconStart={<RiRouteLine size={15} />}
        className={styles.toggle}
        isSelected={choices.path !== undefined}
        onChange={on =>
          set({
            path: on ? '-' : undefined,
            blast: undefined,
            selected: undefined,
          })
        }
      >
        {t('mesh.path')}
      </ToggleButton>
      <MapScope {...props} />
      <span className={styles.end}>
        <DataAge poll={poll} />
        {known && known.length > 1 && (
          <span className={styles.clusters}>
            {t('mesh.clustersAnswering', {
              answering: n.count(answering.length),
              total: n.count(known.length),
            })}
          </span>
        )}
        <MapExport
          model={model}
          placed={props.placed}
          measured={poll.data}
          end={page.end}
        />
        <ShortcutHelp
          shortcuts={shortcuts}
          tabs={false}
          lines={[
            { keys: ['←', '→', '↑', '↓'], text: t('keys.arrows') },
            { keys: ['Tab'], text: t('keys.node') },
            { keys: ['Enter'], text: t('keys.open') },
            { keys: ['E'], text: t('keys.nextCall') },
            { keys: ['F'], text: t('keys.focus') },
            { keys: ['[', ']'], text: t('keys.hops') },
            { keys: ['B'], text: t('mesh.keys.blast') },
            { keys: ['+', '-', '0'], text: t('keys.zoom') },
            { keys: ['T'], text: t('keys.table') },
            { keys: ['P'], text: t('keys.pin') },
            { keys: ['C'], text: t('timeTravel.keys.compare') },
            { keys: [',', '.'], text: t('timeTravel.keys.step') },
            { keys: ['Space'], text: t('keys.pause') },
            { keys: ['/'], text: t('keys.find') },
          ]}
        />
      </span>
    </Toolbar>
  );
}
