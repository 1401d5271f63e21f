import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import {
  Button,
  ButtonIcon,
  Radio,
  RadioGroup,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import {
  RiAddLine,
  RiCloseLine,
  RiEyeLine,
  RiNodeTree,
  RiRouteLine,
  RiSubtractLine,
  RiTable2,
} from '@remixicon/react';
import {
  ClusterSelect,
  DataAge,
  FindField,
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
import { nodeName } from '../names';
import { GROUPINGS } from './grouping';
import { MapExport } from './MapExport';
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
  /** Where everything stands, for pictures. */
  placed(): PlacedGraph | undefined;
  shortcuts: TabShortcuts;
}) {
  const { page, poll, choices, model, current, folded, shortcuts } = props;
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
      <ClusterSelect page={page} />
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
      <ToggleButtonGroup
        aria-label={t('topology.view')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[choices.view]}
        onSelectionChange={keys =>
          set({
            view: first(String([...keys][0]), MAP_VIEWS as readonly string[]),
          })
        }
        className={styles.views}
      >
        {MAP_VIEWS.map(each => (
          <ToggleButton
            key={each}
            id={each}
            size="small"
            iconStart={VIEW_ICONS[each]}
            aria-label={t(`topology.views.${each}`)}
          />
        ))}
      </ToggleButtonGroup>
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
      <Scope {...props} />
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
          window={page.window}
          measuredAt={poll.data?.measuredAt}
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
            { keys: ['Space'], text: t('keys.pause') },
            { keys: ['/'], text: t('keys.find') },
          ]}
        />
      </span>
    </Toolbar>
  );
}

/** What the map is narrowed to, with a way out of it. */
function Scope(props: {
  page: MeshPage;
  choices: MapChoices;
  model: MapModel;
  onHops(hops: number): void;
}) {
  const { page, choices, model, onHops } = props;
  const { set } = page.url;
  const t = useTranslate();
  const focus = choices.focusId
    ? model.whole.nodes.get(choices.focusId)?.node
    : undefined;
  return (
    <>
      {choices.namespace && (
        <Button
          size="small"
          variant="secondary"
          iconEnd={<RiCloseLine />}
          aria-label={`${choices.namespace}: ${t('topology.focus.leave')}`}
          onPress={() => set({ namespace: undefined })}
        >
          {choices.namespace}
        </Button>
      )}
      {focus && (
        <span
          className={styles.focus}
          role="group"
          aria-label={t('topology.focus.on', { name: nodeName(focus, t) })}
        >
          <ButtonIcon
            size="small"
            variant="secondary"
            icon={<RiSubtractLine />}
            aria-label={t('mesh.focus.fewer')}
            isDisabled={choices.hops <= 1}
            onPress={() => onHops(choices.hops - 1)}
          />
          <span>{t('mesh.pathPanel.hops', { count: choices.hops })}</span>
          <ButtonIcon
            size="small"
            variant="secondary"
            icon={<RiAddLine />}
            aria-label={t('mesh.focus.more')}
            onPress={() => onHops(choices.hops + 1)}
          />
          <Button
            size="small"
            variant="secondary"
            iconEnd={<RiCloseLine />}
            aria-label={t('topology.focus.leaveOf', {
              name: nodeName(focus, t),
            })}
            onPress={() => set({ focus: undefined, hops: undefined })}
          >
            {t('topology.focus.on', { name: nodeName(focus, t) })}
          </Button>
        </span>
      )}
    </>
  );
}
