import type { TopologyEdge } from '@backstage-mesh/plugin-service-mesh-common';
import { useNumbers, useTranslate } from '../hooks';

/** In words, how the connections of a call are protected. */
export function EncryptionText({ edge }: { edge: TopologyEdge }) {
  const t = useTranslate();
  const n = useNumbers();
  const { mtls, mtlsShare } = edge;
  if (!mtls) {
    return <>{t('mtls.unknown')}</>;
  }
  if (mtls !== 'mixed') {
    return <>{t(`mtls.${mtls}`)}</>;
  }
  return (
    <>
      {mtlsShare === undefined
        ? t('mtls.mixedUnknown')
        : t('mtls.mixed', { share: n.share(mtlsShare) })}
    </>
  );
}
