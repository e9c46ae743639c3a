import { VerdictChip } from '@companyos/plugin-companyos-react';
import { RiComputerLine } from '@remixicon/react';

/** Stands beside every verdict that rests on a signature for development. */
export function DevelopmentChip() {
  return (
    <VerdictChip
      verdict="unknown"
      label="Development"
      icon={<RiComputerLine aria-hidden />}
      evidence={{
        what: 'whose signature it is',
        reason:
          'The trust policy trusts the signer for development alone. Elsewhere it proves nothing, and it opens no gate but that of development.',
      }}
    />
  );
}
