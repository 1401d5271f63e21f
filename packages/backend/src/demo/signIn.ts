import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';

/** The request header in which the sign-in page says who was chosen. */
const USER_HEADER = 'x-demo-user';

const authenticator = createProxyAuthenticator({
  defaultProfileTransform: async () => ({ profile: {} }),
  initialize: ({ config }) => {
    const users = config.getStringArray('users');
    const allowed =
      process.env.NODE_ENV === 'development' ||
      config.getOptionalBoolean('dangerouslyAllowOutsideDevelopment') === true;
    return { users, allowed };
  },
  authenticate: async ({ req }, { users, allowed }) => {
    if (!allowed) {
      throw new NotAllowedError(
        'Signing in without a password works in development only. Set auth.providers.demo.dangerouslyAllowOutsideDevelopment for a demonstration elsewhere.',
      );
    }
    const chosen = req.header(USER_HEADER) ?? users[0];
    if (!users.includes(chosen)) {
      throw new InputError(
        `${JSON.stringify(chosen)} is none of the demo users ${users.join(
          ', ',
        )}`,
      );
    }
    return { result: { userEntityRef: chosen } };
  },
});

/** Signs in whom the sign-in page names, without a password: for demonstrations on one machine. */
export const demoSignInModule = createBackendModule({
  pluginId: 'auth',
  moduleId: 'demo-sign-in',
  register(registration) {
    registration.registerInit({
      deps: {
        providers: authProvidersExtensionPoint,
        logger: coreServices.logger,
      },
      async init({ providers, logger }) {
        providers.registerProvider({
          providerId: 'demo',
          factory: createProxyAuthProviderFactory({
            authenticator,
            signInResolver: async ({ result: { userEntityRef } }, context) => {
              logger.debug(`Signing in the demo user ${userEntityRef}`);
              return context.signInWithCatalogUser(
                { entityRef: userEntityRef },
                {
                  dangerousEntityRefFallback: {
                    entityRef: userEntityRef,
                  },
                },
              );
            },
          }),
        });
      },
    });
  },
});
