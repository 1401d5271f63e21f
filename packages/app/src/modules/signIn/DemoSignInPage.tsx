import { ProxiedSignInPage } from '@backstage/core-components';
import {
  configApiRef,
  IdentityApi,
  useApi,
} from '@backstage/frontend-plugin-api';
import { SignInPageProps } from '@backstage/plugin-app-react';
import { Button, Card, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import { useState } from 'react';

/** Where the choice of this browser tab is kept: a user, or that a choice is to be made. */
const STORAGE_KEY = 'demo-sign-in';
const CHOOSE = 'choose';

interface DemoUser {
  ref: string;
  title: string;
  about: string;
}

const GUEST: DemoUser = {
  ref: 'user:default/guest',
  title: 'Guest',
  about: 'A platform engineer: sees and taps everything.',
};

const OTHERS: DemoUser[] = [
  {
    ref: 'user:default/vera',
    title: 'Vera',
    about: 'A member of team-video: sees and taps what her team owns.',
  },
  {
    ref: 'user:default/emil',
    title: 'Emil',
    about: 'A member of team-voting: sees and taps what his team owns.',
  },
];

/** Signing out asks who comes next, instead of signing the same person in again. */
function forgettingIdentity(identity: IdentityApi): IdentityApi {
  return {
    getBackstageIdentity: () => identity.getBackstageIdentity(),
    getCredentials: () => identity.getCredentials(),
    getProfileInfo: () => identity.getProfileInfo(),
    signOut: async () => {
      sessionStorage.setItem(STORAGE_KEY, CHOOSE);
      await identity.signOut();
    },
  };
}

export function DemoSignInPage({ onSignInSuccess }: SignInPageProps) {
  const config = useApi(configApiRef);
  const [chosen, setChosen] = useState(
    () => sessionStorage.getItem(STORAGE_KEY) ?? GUEST.ref,
  );

  if (chosen !== CHOOSE) {
    return (
      <ProxiedSignInPage
        provider="demo"
        headers={{ 'x-demo-user': chosen }}
        onSignInSuccess={identity =>
          onSignInSuccess(forgettingIdentity(identity))
        }
      />
    );
  }

  const choose = (user: DemoUser) => {
    sessionStorage.setItem(STORAGE_KEY, user.ref);
    setChosen(user.ref);
  };
  return (
    <Flex justify="center" align="center" style={{ minHeight: '100vh' }}>
      <Card style={{ width: 440 }}>
        <CardHeader>
          <Text as="h1" variant="title-small">
            {config.getOptionalString('app.title') ?? 'Backstage'}
          </Text>
        </CardHeader>
        <CardBody>
          <Flex direction="column" gap="4">
            {[GUEST, ...OTHERS].map(user => (
              <Flex key={user.ref} justify="between" align="center" gap="4">
                <Text>{user.about}</Text>
                <Button onPress={() => choose(user)}>
                  Enter as {user.title}
                </Button>
              </Flex>
            ))}
          </Flex>
        </CardBody>
      </Card>
    </Flex>
  );
}
