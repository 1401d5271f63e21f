import type { ServiceName } from '@backstage-mesh/plugin-service-mesh-common';
import type { Translate } from '../translation';

/** A Service for people: `videos-api:80`; one that the viewer may not read says so. */
export function serviceText(
  { name, port }: Pick<ServiceName, 'name' | 'port'>,
  t: Translate,
): string {
  if (!name) {
    return t('names.hidden');
  }
  return port === undefined ? name : `${name}:${port}`;
}
