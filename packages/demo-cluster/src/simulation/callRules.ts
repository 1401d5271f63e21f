import type { RouteModel, ServiceModel } from './model';

/** What the caller's proxy does about a call that goes wrong. */
export interface CallRules {
  deadlineMs: number;
  isProfile: boolean;
  retries(status: number): boolean;
}

/** Without a proxy nobody keeps deadlines or tries again. */
export const NO_RULES: CallRules = {
  deadlineMs: Infinity,
  isProfile: false,
  retries: () => false,
};

export function rulesOf(
  service: ServiceModel | undefined,
  to: RouteModel,
): CallRules {
  const { profile, route } = service ?? {};
  if (profile) {
    const isRetryable = profile.retryable.includes(to.name);
    return {
      deadlineMs: profile.timeoutsMs?.[to.name] ?? Infinity,
      isProfile: true,
      retries: () => isRetryable,
    };
  }
  return {
    deadlineMs: route?.timeoutMs ?? Infinity,
    isProfile: false,
    retries: status => route?.retries?.statuses.includes(status) ?? false,
  };
}

/** How often a call is made again. A ServiceProfile's budget is enough for one. */
export function retryLimitOf(service: ServiceModel | undefined): number {
  const { profile, route } = service ?? {};
  return profile ? 1 : route?.retries?.limit ?? 0;
}
