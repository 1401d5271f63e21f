import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import {
  RiLayoutRowLine,
  RiListUnordered,
  RiMenu2Line,
} from '@remixicon/react';
import { useTranslate } from '../hooks';
import { TapView } from './tapAddress';
import styles from './TapTab.module.css';

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
    <ToggleButtonGroup
      aria-label={t('tap.show.label')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[view]}
      onSelectionChange={keys => onChange([...keys][0] as TapView)}
      className={styles.views}
    >
      {views.map(each => (
        <ToggleButton
          key={each}
          id={each}
          size="small"
          iconStart={VIEW_ICONS[each]}
        >
          {t(`tap.show.${each}`)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
