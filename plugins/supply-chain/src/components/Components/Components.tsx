import { Flex, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { EmptyState } from '@companyos/plugin-companyos-react';
import type { ReleaseDetails } from '@companyos/plugin-supply-chain-common';
import { useSearchParams } from 'react-router-dom';
import { ComponentTable } from './ComponentTable';
import { DependencyTree } from './DependencyTree';

const VIEWS = [
  { id: 'table', label: 'Table' },
  { id: 'tree', label: 'Tree' },
];

/** What is in a release: as a table to search, and as a tree that says why something is there. */
export function Components({ release }: { release: ReleaseDetails }) {
  const [address, setAddress] = useSearchParams();
  const view = address.get('view') === 'tree' ? 'tree' : 'table';
  const { sbom } = release;
  if (!sbom.facts) {
    return (
      <EmptyState
        title={
          sbom.outcome === 'absent' ? 'No SBOM' : 'The SBOM is not verified'
        }
        description={`${sbom.reason} What is in the release is read from verified bills of materials alone. The stage sbom of the pipeline makes one: companyos ci sbom.`}
      />
    );
  }
  return (
    <Flex direction="column" gap="3" pt="4">
      <ToggleButtonGroup
        aria-label="View"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[view]}
        onSelectionChange={([key]) =>
          setAddress({ view: String(key) }, { replace: true })
        }
      >
        {VIEWS.map(({ id, label }) => (
          <ToggleButton key={id} id={id}>
            {label}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {view === 'tree' ? (
        <DependencyTree release={release} />
      ) : (
        <ComponentTable release={release} />
      )}
    </Flex>
  );
}
