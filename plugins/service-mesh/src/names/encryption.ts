import type { TopologyEdge } from '@backstage-mesh/plugin-service-mesh-common';
import type { NumberFormats } from '../format';
import type { Translate } from '../translation';

/** How the connections of a call are protected, in words. */
export function mtlsText(
  { mtls, mtlsShare }: Pick<TopologyEdge, 'mtls' | 'mtlsShare'>,
  t: Translate,
  n: NumberFormats,
): string {
  if (!mtls) {
    return t('mtls.unknown');
  }
  if (mtls !== 'mixed') {
    return t(`mtls.${mtls}`);
  }
  return mtlsShare === undefined
    ? t('mtls.mixedUnknown')
    : t('mtls.mixed', { share: n.share(mtlsShare) });
}
