import { useMemo } from 'react';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { Alert, Skeleton, Text, VisuallyHidden } from '@backstage/ui';
import { AccountButtons } from './AccountButtons';
import { DeniedPage } from './DeniedPage';
import { PersonaPicker } from './PersonaPicker';
import styles from './SignInPage.module.css';
import { useSignIn } from './useSignIn';
import { parseWays, type AccountWayId } from './ways';

/** The first page: who are you? */
export function SignInPage({ onSignInSuccess }: SignInPageProps) {
  const configApi = useApi(configApiRef);
  const title = configApi.getOptionalString('app.title') ?? 'the portal';
  const ways = useMemo(
    () =>
      parseWays(configApi.getOptionalStringArray('app.signIn.providers') ?? []),
    [configApi],
  );
  const { state, signIn, startOver } = useSignIn(ways, onSignInSuccess);

  if (state.status === 'resuming') {
    return (
      <main className={styles.page} role="status">
        <VisuallyHidden>Signing in</VisuallyHidden>
        <Skeleton height={32} width="40%" />
        <Skeleton height={20} width="60%" />
      </main>
    );
  }
  if (state.status === 'denied') {
    return (
      <main className={styles.page}>
        <DeniedPage denial={state.denial} onStartOver={startOver} />
      </main>
    );
  }

  const accounts = ways.filter(isAccountWay);
  const pending = state.status === 'signing-in' ? state.choice : undefined;
  const pendingPersona =
    pending?.way === 'personas' ? pending.entityRef : undefined;
  return (
    <main className={styles.page}>
      <Text variant="title-medium" as="h1">
        Sign in to {title}
      </Text>
      {state.status === 'choosing' && state.error && (
        <Alert
          status="danger"
          icon
          title="Signing in did not work"
          description={`${state.error.message}. Choose again, or try later.`}
        />
      )}
      {ways.length === 0 && (
        <Alert
          status="warning"
          icon
          title="Nobody can sign in yet"
          description="No way to sign in is configured. Whoever runs this portal sets app.signIn.providers."
        />
      )}
      <AccountButtons
        ways={accounts}
        pending={pending?.way}
        onChoose={way => signIn({ way })}
      />
      {ways.includes('personas') && (
        <PersonaPicker
          pending={pendingPersona}
          onChoose={entityRef => signIn({ way: 'personas', entityRef })}
        />
      )}
    </main>
  );
}

function isAccountWay(way: string): way is AccountWayId {
  return way !== 'personas';
}
