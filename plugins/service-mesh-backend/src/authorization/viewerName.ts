import { BackstageCredentials } from '@backstage/backend-plugin-api';

/**
 * A caller as audits name it: `user:default/jane`, or the name of a service.
 *
 * @internal
 */
export function viewerName({ principal }: BackstageCredentials): string {
  const { userEntityRef, subject } = principal as {
    userEntityRef?: string;
    subject?: string;
  };
  return userEntityRef ?? subject ?? 'nobody';
}
