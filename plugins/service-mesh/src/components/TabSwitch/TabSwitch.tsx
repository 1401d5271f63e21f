import { RiLineChartLine, RiNodeTree, RiPulseLine } from '@remixicon/react';
import { useNavigate } from 'react-router-dom';
import { useTranslate } from '../../hooks';
import { SegmentedControl } from '../SegmentedControl';
import { MeshTab, useTabPaths } from './useTabPaths';

const TABS: { id: MeshTab; icon: JSX.Element }[] = [
  { id: 'topology', icon: <RiNodeTree size={15} /> },
  { id: 'stats', icon: <RiLineChartLine size={15} /> },
  { id: 'tap', icon: <RiPulseLine size={15} /> },
];

/** Moves between the three tabs and keeps cluster, window and target. Tabs that the app does not mount are left out. */
export function TabSwitch(props: { current: MeshTab }) {
  const { current } = props;
  const t = useTranslate();
  const navigate = useNavigate();
  const paths = useTabPaths();
  const shown = TABS.filter(tab => tab.id === current || paths[tab.id]);
  if (shown.length < 2) {
    return null;
  }
  return (
    <SegmentedControl
      label={t('tabs.label')}
      segments={shown.map(({ id, icon }) => ({
        id,
        icon,
        label: t(`tabs.${id}`),
      }))}
      value={current}
      onChange={next => {
        const path = paths[next];
        if (path) {
          navigate(path);
        }
      }}
    />
  );
}
