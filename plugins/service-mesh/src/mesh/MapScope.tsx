import { Button, ButtonIcon } from '@backstage/ui';
import { RiAddLine, RiCloseLine, RiSubtractLine } from '@remixicon/react';
import { MeshPage, useTranslate } from '../hooks';
import { nodeName } from '../names';
import { MOST_HOPS, type MapChoices } from './meshAddress';
import type { MapModel } from './useMapModel';
import styles from './MapToolbar.module.css';

/** What the map is narrowed to, with a way out of it. */
export function MapScope(props: {
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
            isDisabled={choices.hops >= MOST_HOPS}
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
