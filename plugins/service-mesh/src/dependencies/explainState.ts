import type {
  DependencyList,
  DependencyOrder,
  DependencyState,
} from '@backstage-mesh/plugin-service-mesh-common';
import { formatAge, formatSpan } from '../format';
import type { Translate } from '../translation';

const DAY_MS = 86_400_000;

/** What a state means, over which time, in which order, and of which time the rates are. */
export function explainState(
  { rememberedSince, retentionDays, measurements }: DependencyList,
  state: DependencyState,
  order: DependencyOrder,
  now: number,
  t: Translate,
): string {
  const byAge = state === 'unseen' ? 'ageOldSentence' : 'ageNewSentence';
  const orderText = t(
    `dependencies.orders.${order === 'rate' ? 'rateSentence' : byAge}`,
  );
  const remembered = rememberedSince
    ? Math.min(now - Date.parse(rememberedSince), retentionDays * DAY_MS)
    : undefined;
  const windowSeconds = Math.max(
    0,
    ...measurements
      .filter(({ source }) => source !== 'none')
      .map(each => each.windowSeconds),
  );
  const meaning =
    remembered === undefined && state !== 'both'
      ? (`dependencies.explain.${state}Ever` as const)
      : (`dependencies.explain.${state}` as const);
  return [
    t(meaning, { span: formatAge(remembered ?? 0, t) }),
    orderText,
    state !== 'unseen' &&
      windowSeconds > 0 &&
      t('dependencies.explain.rates', {
        window: formatSpan(windowSeconds * 1000, t),
      }),
  ]
    .filter(Boolean)
    .join(t('dependencies.explain.joint'));
}
