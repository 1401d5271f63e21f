import type {
  DependencyList,
  DependencyState,
} from '@backstage-mesh/plugin-service-mesh-common';
import type { Translate } from '../translation';

/** Why a list is empty. */
export function emptyText(
  data: DependencyList,
  state: DependencyState,
  query: string,
  t: Translate,
): string {
  if (query) {
    return t('dependencies.none.filtered', { query });
  }
  return !data.rememberedSince && state !== 'unseen'
    ? t('dependencies.none.noneYet')
    : t(`dependencies.none.${state}`);
}
