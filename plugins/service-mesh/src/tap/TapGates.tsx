import type { EntityWorkload } from '@backstage-mesh/plugin-service-mesh-common';
import { Button } from '@backstage/ui';
import {
  RiPlayFill,
  RiShieldKeyholeLine,
  RiSpeedUpLine,
} from '@remixicon/react';
import { EmptyState } from '../components';
import { useNumbers, useTranslate } from '../hooks';
import { NotMeshed } from '../states';
import { TapAct } from './TapAct';
import { GENTLE_RPS, HEAVY_RPS } from './tapAddress';

/** The tap would see more than can be read, before it starts. */
export function TapHeavy(props: {
  name: string;
  expectedRps: number;
  onStart(): void;
  onGentle(): void;
}) {
  const { name, expectedRps, onStart, onGentle } = props;
  const t = useTranslate();
  const n = useNumbers();
  return (
    <EmptyState
      icon={<RiSpeedUpLine size={18} />}
      title={t('tap.heavy.title')}
      actions={
        <>
          <TapAct icon={<RiPlayFill />} onPress={onGentle}>
            {t('tap.heavy.gentle', { rate: n.perSecond(GENTLE_RPS) })}
          </TapAct>
          <Button size="small" variant="secondary" onPress={onStart}>
            {t('tap.heavy.anyway')}
          </Button>
        </>
      }
    >
      <p>
        {t('tap.heavy.text', {
          rate: n.rps(expectedRps),
          name,
          limit: n.perSecond(HEAVY_RPS),
        })}
      </p>
    </EmptyState>
  );
}

/** There is nothing to tap, or the portal, and not the mesh, forbids it. */
export function TapNotAllowed(props: {
  target: EntityWorkload;
  name: string;
  /** How the entity's pods are looked for. */
  selector: string | undefined;
  /** Which mesh the target's cluster has, where it is known. */
  meshId: string | undefined;
}) {
  const { target, name, selector, meshId } = props;
  const t = useTranslate();
  // without a proxy a label that allows the tap would change nothing
  if (target.tap.reason === 'not-meshed' && target.meshed) {
    return (
      <NotMeshed
        name={target.name}
        kind={target.kind}
        namespace={target.namespace}
        meshed={target.meshed}
        meshId={meshId}
        lost="tap"
      />
    );
  }
  const label = /^([\w./-]+)=([\w.-]+)$/.exec(selector ?? '');
  const lines =
    target.tap.reason === 'no-consent' && label
      ? [
          'spec:',
          '  template:',
          '    metadata:',
          '      labels:',
          `        ${label[1]}: ${label[2]}`,
        ].join('\n')
      : undefined;
  return (
    <EmptyState
      icon={<RiShieldKeyholeLine size={18} />}
      title={
        target.tap.reason === 'no-permission'
          ? t('tap.refused.titlePortal', { name })
          : t('tap.notAllowed.title', { name })
      }
      code={
        lines ? { text: lines, copyLabel: t('tap.notAllowed.copy') } : undefined
      }
    >
      {target.tap.message && <p>{target.tap.message}</p>}
      <p>{t('tap.refused.kept')}</p>
      {lines && <p>{t('tap.notAllowed.consent')}</p>}
    </EmptyState>
  );
}
