import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';

const signInPage = SignInPageBlueprint.make({
  params: {
    loader: () =>
      import('./DemoSignInPage').then(({ DemoSignInPage }) => DemoSignInPage),
  },
});

/** Signs in as guest at once; after signing out, lets a person choose another demo user. */
export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [signInPage],
});
