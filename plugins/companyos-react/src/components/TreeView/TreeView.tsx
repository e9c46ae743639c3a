import { RiArrowRightSLine } from '@remixicon/react';
import { useState, type ReactNode } from 'react';
import { Button, Tree, TreeItem, TreeItemContent } from 'react-aria-components';
import styles from './TreeView.module.css';

/** @public */
export type TreeViewNode = {
  /** Unique in the whole tree, so a thing that is in two places has two. */
  id: string;
  /** What the keyboard finds it by. */
  name: string;
  /** How it looks; default: its name. */
  label?: ReactNode;
  icon?: ReactNode;
  /** What is in it, asked for when it comes into sight: a tree may be endless. */
  children?: () => TreeViewNode[];
};

/** @public */
export type TreeViewProps = {
  /** Names the tree for those who do not see it. */
  label: string;
  nodes: TreeViewNode[];
  /** Ids of what is open at first. */
  expanded?: string[];
  selected?: string;
  /** With it, one node is always chosen. */
  onSelect?: (id: string) => void;
};

/**
 * Things within things; arrows move and open, Enter chooses.
 *
 * @public
 */
export function TreeView(props: TreeViewProps) {
  const { label, nodes, selected, onSelect } = props;
  const [expanded, setExpanded] = useState(new Set(props.expanded));
  const selection = onSelect && {
    selectionMode: 'single' as const,
    selectionBehavior: 'replace' as const,
    disallowEmptySelection: true,
    selectedKeys: selected === undefined ? [] : [selected],
    onSelectionChange: (keys: 'all' | Set<string | number>) => {
      const [id] = keys === 'all' ? [] : keys;
      if (id !== undefined) onSelect(String(id));
    },
  };
  // One step further than is seen: the keyboard opens only what is known to hold something.
  const renderNode = (node: TreeViewNode, isSeen: boolean) => (
    <TreeItem
      key={node.id}
      id={node.id}
      textValue={node.name}
      hasChildItems={node.children !== undefined}
      className={styles.item}
    >
      <TreeItemContent>
        {({ hasChildItems }) => (
          <>
            {hasChildItems ? (
              <Button slot="chevron" className={styles.chevron}>
                <RiArrowRightSLine aria-hidden />
              </Button>
            ) : (
              <span className={styles.chevron} />
            )}
            {node.icon && <span className={styles.icon}>{node.icon}</span>}
            <span className={styles.label}>{node.label ?? node.name}</span>
          </>
        )}
      </TreeItemContent>
      {isSeen &&
        node
          .children?.()
          .map(child => renderNode(child, expanded.has(node.id)))}
    </TreeItem>
  );
  return (
    <Tree
      aria-label={label}
      className={styles.tree}
      expandedKeys={expanded}
      onExpandedChange={keys => setExpanded(new Set([...keys].map(String)))}
      {...selection}
    >
      {nodes.map(node => renderNode(node, true))}
    </Tree>
  );
}
