import {
  RiLayoutRowLine,
  RiListUnordered,
  RiMenu2Line,
} from '@remixicon/react';
import { SegmentedControl } from '../components';
import { useTranslate } from '../hooks';
import { TapView } from './tapAddress';

const VIEW_ICONS: Record<TapView, JSX.Element> = {
  requests: <RiListUnordered size={15} />,
  calls: <RiMenu2Line size={15} />,
  both: <RiLayoutRowLine size={15} />,
};

/** Requests, live calls, or both. */
export function TapViewSwitch(props: {
  views: readonly TapView[];
  view: TapView;
  onChange(view: TapView): void;
}) {
  const { views, view, onChange } = props;
  const t = useTranslate();
  return (
    <SegmentedControl
      label={t('tap.show.label')}
      segments={views.map(id => ({
        id,
        icon: VIEW_ICONS[id],
        label: t(`tap.show.${id}`),
      }))}
      value={view}
      onChange={onChange}
    />
  );
}
