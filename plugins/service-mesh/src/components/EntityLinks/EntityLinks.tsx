import { EntityRefLink } from '@backstage/plugin-catalog-react';
import styles from './EntityLinks.module.css';

/** A node's name: linked to its catalog entity where there is exactly one. */
export function EntityName(props: { name: string; entityRefs: string[] }) {
  const { name, entityRefs } = props;
  if (entityRefs.length !== 1) {
    return <span className={styles.plain}>{name}</span>;
  }
  return (
    <EntityRefLink
      entityRef={entityRefs[0]}
      title={name}
      hideIcon
      disableTooltip
      className={styles.link}
    >
      {name}
    </EntityRefLink>
  );
}

/** Links to all catalog entities of a node. */
export function EntityLinks(props: { entityRefs: string[] }) {
  return (
    <ul className={styles.list}>
      {props.entityRefs.map(entityRef => (
        <li key={entityRef}>
          <EntityRefLink entityRef={entityRef} className={styles.link} />
        </li>
      ))}
    </ul>
  );
}
