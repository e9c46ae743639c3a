import { useState } from 'react';
import {
  Alert,
  Button,
  DialogBody,
  DialogFooter,
  Flex,
  Select,
  Text,
  TextField,
} from '@backstage/ui';
import {
  tokenNameSchema,
  type CreateTokenRequest,
  type Scope,
} from '@companyos/plugin-access-tokens-common';
import { messageOf } from '@companyos/plugin-companyos-react';

const LIFETIMES = [7, 30, 90, 180, 365];

/** What the token is called, what it is for and how long it works. */
export function TokenForm(props: {
  scopes: Scope[];
  isPending: boolean;
  error?: Error;
  onSubmit: (request: CreateTokenRequest) => void;
  onCancel: () => void;
}) {
  const { scopes, isPending, error, onSubmit, onCancel } = props;
  const [name, setName] = useState('');
  const [scope, setScope] = useState(scopes[0]?.name);
  const [days, setDays] = useState(90);
  const nameFault = tokenNameSchema.safeParse(name).error?.issues[0].message;
  const chosen = scopes.find(candidate => candidate.name === scope);

  if (scopes.length === 0) {
    return (
      <DialogBody>
        <Alert
          status="warning"
          icon
          title="No scopes are configured"
          description="Tokens can be made once the Platform team defines what they are for, under backend.auth.externalAccess."
        />
      </DialogBody>
    );
  }
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        if (!nameFault) onSubmit({ name, scope, expiresInDays: days });
      }}
    >
      <DialogBody>
        <Flex direction="column" gap="4">
          <TextField
            label="Name"
            description="What will use it, such as ci-main"
            value={name}
            onChange={setName}
            isRequired
            isInvalid={name !== '' && nameFault !== undefined}
          />
          {name !== '' && nameFault && (
            <Text role="alert" color="danger">
              Please {nameFault}.
            </Text>
          )}
          <Select
            label="Scope"
            description={
              chosen &&
              `${chosen.description}. Accepted by ${chosen.plugins.join(', ')}.`
            }
            options={scopes.map(option => ({
              id: option.name,
              label: option.name,
            }))}
            value={scope}
            onChange={key => setScope(String(key))}
          />
          <Select
            label="Expires after"
            options={LIFETIMES.map(lifetime => ({
              id: String(lifetime),
              label: `${lifetime} days`,
            }))}
            value={String(days)}
            onChange={key => setDays(Number(key))}
          />
          {error && (
            <Alert
              status="danger"
              icon
              title="The token was not created"
              description={messageOf(error)}
            />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onCancel}>
          Cancel
        </Button>
        <Button
          type="submit"
          isPending={isPending}
          isDisabled={nameFault !== undefined}
        >
          Create token
        </Button>
      </DialogFooter>
    </form>
  );
}
