import { AuthService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { nameUser, UserTemplate } from './userTemplate';

/** More are not written into one role. */
const MAX_USERS = 5_000;

/**
 * What the users of the catalog are called in Kubernetes, sorted. Those who have no name there are left out. `truncated` where the
 * catalog has more than are written into one role.
 *
 * @internal
 */
export async function usersInKubernetes(
  { auth, catalog }: { auth: AuthService; catalog: CatalogService },
  template: UserTemplate,
): Promise<{ users: string[]; truncated: boolean }> {
  const { items } = await catalog.getEntities(
    { filter: { kind: 'User' }, limit: MAX_USERS + 1 },
    { credentials: await auth.getOwnServiceCredentials() },
  );
  const names = items.slice(0, MAX_USERS).flatMap(user => {
    try {
      return [nameUser(template, user)];
    } catch {
      return [];
    }
  });
  return {
    users: [...new Set(names)].sort(),
    truncated: items.length > MAX_USERS,
  };
}
