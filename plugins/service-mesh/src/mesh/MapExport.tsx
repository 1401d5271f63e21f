import type { Topology } from '@backstage-mesh/plugin-service-mesh-common';
import { alertApiRef, useApi } from '@backstage/core-plugin-api';
import { ButtonIcon, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiDownload2Line } from '@remixicon/react';
import { useRef } from 'react';
import { saveBlob, saveText } from '../components';
import { formatWindowLabel } from '../format';
import { PlacedGraph, renderGraph } from '../graph';
import { edgeLabel, graphSvg, paletteOf } from '../graph-view';
import { useNumbers, useTranslate } from '../hooks';
import { nodeName } from '../names';
import { mapJson } from './mapJson';
import { toPng } from './toPng';
import type { MapModel } from './useMapModel';

/** Saves the map as a picture or as data. */
export function MapExport(props: {
  model: MapModel;
  /** Where everything stands now; undefined while there is no picture. */
  placed(): PlacedGraph | undefined;
  /** The answer that is drawn. */
  measured: Topology | undefined;
  /** The end of its window, where that is past. */
  end: string | undefined;
}) {
  const { model, placed, measured, end } = props;
  const alerts = useApi(alertApiRef);
  const t = useTranslate();
  const n = useNumbers();
  const place = useRef<HTMLSpanElement>(null);
  const name = `mesh-${new Date().toISOString().slice(0, 10)}`;
  const picture = () => {
    const layout = placed();
    return layout && place.current
      ? graphSvg(
          renderGraph(model.drawn, layout, {
            label: bundle => edgeLabel(bundle, t, n),
          }),
          {
            caption: [
              t('mesh.title'),
              measured && formatWindowLabel(measured.window, t),
              measured?.measuredAt,
            ]
              .filter(Boolean)
              .join(' · '),
            nameOf: ({ graphNode }) => nodeName(graphNode.node, t),
            palette: paletteOf(place.current),
            n,
          },
        )
      : undefined;
  };
  return (
    <span ref={place}>
      <MenuTrigger>
        <ButtonIcon
          variant="tertiary"
          size="small"
          icon={<RiDownload2Line />}
          aria-label={t('mesh.export.label')}
        />
        <Menu placement="bottom end">
          <MenuItem
            onAction={() => {
              const made = picture();
              if (made) {
                saveBlob(
                  `${name}.svg`,
                  new Blob([made.svg], { type: 'image/svg+xml' }),
                );
              }
            }}
          >
            {t('mesh.export.svg')}
          </MenuItem>
          <MenuItem
            onAction={async () => {
              const made = picture();
              try {
                if (made) {
                  saveBlob(`${name}.png`, await toPng(made));
                }
              } catch {
                alerts.post({
                  message: t('mesh.export.pngFailed'),
                  severity: 'error',
                  display: 'transient',
                });
              }
            }}
          >
            {t('mesh.export.png')}
          </MenuItem>
          <MenuItem
            isDisabled={!measured}
            onAction={() =>
              measured &&
              saveText(
                `${name}.json`,
                'application/json',
                mapJson(model.part, model.entities, measured, end),
              )
            }
          >
            {t('mesh.export.json')}
          </MenuItem>
        </Menu>
      </MenuTrigger>
    </span>
  );
}
