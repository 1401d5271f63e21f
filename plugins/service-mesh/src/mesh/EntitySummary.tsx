import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { ReactNode } from 'react';
import type { EntityFactsByRef } from '../catalog';
import { useTranslate } from '../hooks';
import styles from './MapPanels.module.css';

/** Whose a workload is and what it belongs to, as the catalog says. */
export function EntitySummary(props: {
  entityRefs: readonly string[];
  entities: EntityFactsByRef;
}) {
  const { entityRefs, entities } = props;
  const t = useTranslate();
  const [facts] = entityRefs.flatMap(ref => entities.get(ref) ?? []);
  if (!facts) {
    return null;
  }
  return (
    <dl className={styles.facts}>
      {(['owner', 'system', 'domain'] as const).map(name => {
        const other = facts[name];
        return (
          other && (
            <Fact key={name} term={t(`mesh.entity.${name}`)}>
              <EntityRefLink
                entityRef={other.ref}
                title={other.title}
                hideIcon
              />
            </Fact>
          )
        );
      })}
      {facts.lifecycle && (
        <Fact term={t('mesh.entity.lifecycle')}>{facts.lifecycle}</Fact>
      )}
    </dl>
  );
}

function Fact(props: { term: string; children: ReactNode }) {
  return (
    <>
      <dt>{props.term}</dt>
      <dd>{props.children}</dd>
    </>
  );
}
