import { useState } from 'react';
import { ProxiedSignInPage } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { Container, Flex, Header, Text } from '@backstage/ui';
import { AccountButton } from './AccountButton';
import { NotKnownPage } from './NotKnownPage';
import { PersonaPicker } from './PersonaPicker';
import { ACCOUNT_PROVIDERS, PERSONAS } from './providers';
import { forgettingOnSignOut, rememberedPersona } from './rememberedPersona';

/** Where everybody starts: the ways in that this portal is configured for. */
export function SignInPage({ onSignInSuccess }: SignInPageProps) {
  const configApi = useApi(configApiRef);
  const title = configApi.getString('app.title');
  const names = configApi.getOptionalStringArray('app.signIn.providers') ?? [];
  const offersPersonas = names.includes(PERSONAS);
  const [persona, setPersona] = useState(() =>
    offersPersonas ? rememberedPersona.get() : undefined,
  );
  const [refusal, setRefusal] = useState<Error>();

  const startOver = () => {
    rememberedPersona.forget();
    setPersona(undefined);
    setRefusal(undefined);
  };

  if (refusal) return <NotKnownPage error={refusal} startOver={startOver} />;
  if (persona) {
    return (
      <ProxiedSignInPage
        provider={PERSONAS}
        headers={{ 'X-CompanyOS-Persona': persona }}
        onSignInSuccess={identity => {
          rememberedPersona.set(persona);
          onSignInSuccess(forgettingOnSignOut(identity));
        }}
        ErrorComponent={({ error }) => (
          <NotKnownPage
            who={persona}
            error={error ?? new Error('The portal did not say why')}
            startOver={startOver}
          />
        )}
      />
    );
  }
  const accounts = names.filter(name => ACCOUNT_PROVIDERS[name]);
  return (
    <main>
      <Header title={`Sign in to ${title}`} />
      <Container>
        <Flex direction="column" gap="6">
          {accounts.length > 0 && (
            <Flex gap="2">
              {accounts.map(name => (
                <AccountButton
                  key={name}
                  {...ACCOUNT_PROVIDERS[name]!}
                  onSignInSuccess={onSignInSuccess}
                  onRefused={setRefusal}
                />
              ))}
            </Flex>
          )}
          {offersPersonas && <PersonaPicker onPick={setPersona} />}
          {accounts.length === 0 && !offersPersonas && (
            <Text>
              No way to sign in is configured. Set app.signIn.providers; the
              guide on sign-in says how.
            </Text>
          )}
        </Flex>
      </Container>
    </main>
  );
}
