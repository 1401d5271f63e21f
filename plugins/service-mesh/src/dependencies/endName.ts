import type { DependencyEnd } from '@backstage-mesh/plugin-service-mesh-common';
import type { Translate } from '../translation';

/** What an end is called; one that the viewer may not see has no name. */
export function endName({ name }: DependencyEnd, t: Translate): string {
  return name || t('names.hidden');
}
