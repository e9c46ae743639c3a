import { useApi } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import { count } from '@companyos/plugin-companyos-common';
import {
  EmptyState,
  RequestState,
  TableSearch,
  TreeView,
  useRequest,
  type TreeViewNode,
} from '@companyos/plugin-companyos-react';
import type { ReleaseDetails } from '@companyos/plugin-supply-chain-common';
import { RiArrowRightSLine } from '@remixicon/react';
import { useState } from 'react';
import { supplyChainApiRef } from '../../api';
import {
  dependenciesOf,
  dependencyGraph,
  waysTo,
  type BomNode,
  type DependencyGraph,
} from '../../dependencyTree';
import { statementOf } from '../../statementOf';
import styles from './Components.module.css';

/** Which component brings in which, read from the bundle of the verified bill of materials. */
export function DependencyTree({ release }: { release: ReleaseDetails }) {
  const api = useApi(supplyChainApiRef);
  const { attestationId } = release.sbom;
  const request = useRequest(async () => {
    const bundle = await api.getBundle(attestationId!);
    return { graph: dependencyGraph(statementOf(bundle)?.predicate) };
  });
  return (
    <RequestState subject="dependencies" skeletonLines={10} {...request}>
      {({ graph }) =>
        graph ? (
          <Graph graph={graph} />
        ) : (
          <EmptyState
            title="No dependencies"
            description="The bill of materials does not say what depends on what. A tool that reads a lock file does."
          />
        )
      }
    </RequestState>
  );
}

const SHOWN_WAYS = 50;

function Graph({ graph }: { graph: DependencyGraph }) {
  const [words, setWords] = useState('');
  return (
    <Flex direction="column" gap="3">
      <TableSearch
        label="Search dependencies"
        placeholder="Why is it here? Part of a name"
        value={words}
        onChange={setWords}
      />
      {words.trim() ? (
        <Ways ways={waysTo(graph, words, SHOWN_WAYS)} />
      ) : (
        <TreeView
          label="Dependencies"
          nodes={[toViewNode(graph, graph.nodes.get(graph.root)!, [])]}
          expanded={[graph.root]}
        />
      )}
    </Flex>
  );
}

/** A component that is above itself already is shown, and not opened again. */
function toViewNode(
  graph: DependencyGraph,
  node: BomNode,
  above: string[],
): TreeViewNode {
  const path = [...above, node.ref];
  const circular = above.includes(node.ref);
  const opens = !circular && dependenciesOf(graph, node.ref).length > 0;
  return {
    id: path.join('\n'),
    name: node.name,
    label: (
      <>
        <Named node={node} />
        {circular && ' (in a circle)'}
      </>
    ),
    ...(opens && {
      children: () =>
        dependenciesOf(graph, node.ref).map(next =>
          toViewNode(graph, next, path),
        ),
    }),
  };
}

function Ways({ ways }: { ways: BomNode[][] }) {
  if (ways.length === 0) {
    return (
      <EmptyState
        title="No component matches"
        description="Take other words, or look in the table: it has components that nothing depends on as well."
      />
    );
  }
  return (
    <Flex direction="column" gap="2">
      <Text variant="body-small" color="secondary" as="p">
        {ways.length === SHOWN_WAYS
          ? `The first ${SHOWN_WAYS} components, each by the shortest way to it.`
          : `${count(
              ways.length,
              'component',
            )}, each by the shortest way to it.`}
      </Text>
      <ul className={styles.ways} aria-label="Ways">
        {ways.map(way => (
          <li key={way[way.length - 1].ref}>
            <ol className={styles.way}>
              {way.map((node, index) => (
                <li key={node.ref}>
                  {index > 0 && <RiArrowRightSLine aria-hidden />}
                  <Named node={node} />
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ul>
    </Flex>
  );
}

function Named({ node }: { node: BomNode }) {
  return (
    <span>
      {node.name} <span className={styles.version}>{node.version}</span>
    </span>
  );
}
