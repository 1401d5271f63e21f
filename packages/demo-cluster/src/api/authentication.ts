import type { IncomingHttpHeaders } from 'node:http';
import type { Authorizer, UserInfo } from './authorization';
import { forbidden, unauthorized } from './status';

const ANONYMOUS: UserInfo = {
  username: 'system:anonymous',
  groups: ['system:unauthenticated'],
};

/** Knows who is behind a bearer token, and whom they may act as. */
export class Authenticator {
  constructor(
    private readonly tokens: ReadonlyMap<string, UserInfo>,
    private readonly authorizer: Authorizer,
  ) {}

  /** @throws ApiError 401 for a token that nobody has, 403 for an impersonation that is not allowed. */
  authenticate(headers: IncomingHttpHeaders): UserInfo {
    return this.impersonated(this.bearer(headers), headers);
  }

  private bearer(headers: IncomingHttpHeaders): UserInfo {
    const { authorization } = headers;
    if (authorization === undefined) {
      return ANONYMOUS;
    }
    const token = /^bearer\s+(\S+)$/i.exec(authorization)?.[1];
    const user = token === undefined ? undefined : this.tokens.get(token);
    if (!user) {
      throw unauthorized();
    }
    return {
      username: user.username,
      groups: [...user.groups, 'system:authenticated'],
    };
  }

  private impersonated(user: UserInfo, headers: IncomingHttpHeaders): UserInfo {
    const name = first(headers['impersonate-user']);
    const groups = every(headers['impersonate-group']);
    if (name === undefined) {
      if (groups.length > 0) {
        throw forbidden(user, {
          verb: 'impersonate',
          group: '',
          resource: 'groups',
          name: groups[0],
        });
      }
      return user;
    }
    this.requireImpersonation(user, 'users', name);
    for (const group of groups) {
      this.requireImpersonation(user, 'groups', group);
    }
    return { username: name, groups: [...groups, 'system:authenticated'] };
  }

  private requireImpersonation(
    user: UserInfo,
    resource: 'users' | 'groups',
    name: string,
  ): void {
    const asked = { verb: 'impersonate', group: '', resource, name };
    if (!this.authorizer.authorize(user, asked).allowed) {
      throw forbidden(user, asked);
    }
  }
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** Node joins what comes several times with a comma. */
function every(header: string | string[] | undefined): string[] {
  const values = Array.isArray(header) ? header : [header ?? ''];
  return values
    .flatMap(value => value.split(','))
    .map(value => value.trim())
    .filter(value => value !== '');
}
