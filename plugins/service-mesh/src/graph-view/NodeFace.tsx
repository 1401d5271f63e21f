import { OriginPill } from '../components';
import type { NodeView } from '../graph';
import { ChangePill } from './ChangePill';
import { GroupCard } from './GroupCard';
import { MemberCard } from './MemberCard';
import { LevelOfDetail, NodeCard } from './NodeCard';
import styles from './NodeFace.module.css';

/** What a node looks like: a closed group, a member of an open one, or a node of its own. */
export function NodeFace(props: {
  view: NodeView;
  level: LevelOfDetail;
  homeNamespace: string | undefined;
  showCluster: boolean;
}) {
  const { view, level } = props;
  const { group, parent, change, likelyOrigin } = view.graphNode;
  if (group) {
    return <GroupCard group={group} level={level} />;
  }
  return (
    <>
      {parent === undefined ? (
        <NodeCard {...props} />
      ) : (
        <MemberCard view={view} level={level} />
      )}
      {parent !== undefined && likelyOrigin && level === 'full' && (
        <span className={styles.pill}>
          <OriginPill />
        </span>
      )}
      {change && !likelyOrigin && level === 'full' && (
        <span className={styles.pill}>
          <ChangePill change={change} />
        </span>
      )}
    </>
  );
}
