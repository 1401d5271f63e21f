import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { RiLineChartLine, RiNodeTree, RiPulseLine } from '@remixicon/react';
import { useNavigate } from 'react-router-dom';
import { useTranslate } from '../../hooks';
import { MeshTab, useTabPaths } from './useTabPaths';
import styles from './TabSwitch.module.css';

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
    <ToggleButtonGroup
      className={styles.group}
      aria-label={t('tabs.label')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[current]}
      onSelectionChange={keys => {
        const [next] = [...keys];
        const path = paths[next as MeshTab];
        if (path && next !== current) {
          navigate(path);
        }
      }}
    >
      {shown.map(tab => (
        <ToggleButton
          key={tab.id}
          id={tab.id}
          size="small"
          iconStart={tab.icon}
        >
          {t(`tabs.${tab.id}`)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
