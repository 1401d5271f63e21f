import type { HealthState } from '@backstage-mesh/plugin-service-mesh-common';
import { RiFolderLine } from '@remixicon/react';
import { memo } from 'react';
import { HealthShape, KindGlyph } from '../components';
import styles from './NodeCard.module.css';

/** The first line of a card. What does not change with the numbers is not drawn with them. */
export const CardHead = memo(function CardHeadView(props: {
  kind: string;
  name: string;
  /** Set narrower before it is cut. */
  long: boolean;
  state: HealthState;
  /** With glyph and shape. */
  full: boolean;
}) {
  const { kind, name, long, state, full } = props;
  return (
    <span className={styles.first}>
      {full && <KindGlyph kind={kind} />}
      <span className={styles.name} title={name} data-long={long}>
        {name}
      </span>
      {full && <HealthShape state={state} />}
    </span>
  );
});

/** The second line: where it runs and how far it is meshed, or between two moments which version it got. */
export const CardPlace = memo(function CardPlaceView(props: {
  /** Of another namespace than the component's, with its cluster where that needs saying. */
  namespace?: string;
  facts: string;
  version?: string;
  versionBefore?: string;
}) {
  const { namespace, facts, version, versionBefore } = props;
  if (version) {
    return (
      <span className={styles.second}>
        {versionBefore && `${versionBefore} → `}
        <b className={styles.version}>{version}</b>
      </span>
    );
  }
  return (
    <span className={styles.second}>
      {namespace && (
        <>
          <RiFolderLine size={11} aria-hidden />
          <span className={styles.namespace}>{namespace}</span>
          {facts && ' · '}
        </>
      )}
      {facts}
    </span>
  );
});
