import {
  RiArrowRightSLine,
  RiFileTextLine,
  RiFolderLine,
} from '@remixicon/react';
import { Button, Tree, TreeItem, TreeItemContent } from 'react-aria-components';
import type { TreeNode } from './treeNodes';
import styles from './GoldenPathPreview.module.css';

/** Files and folders; arrows move and open, Enter chooses. */
export function FileTree(props: {
  nodes: TreeNode[];
  selected: string;
  /** Paths of the folders that are open at first. */
  expanded: string[];
  onSelect: (path: string) => void;
}) {
  const { nodes, selected, expanded, onSelect } = props;
  return (
    <Tree
      aria-label="Files of the service"
      className={styles.tree}
      selectionMode="single"
      selectionBehavior="replace"
      disallowEmptySelection
      selectedKeys={[selected]}
      defaultExpandedKeys={expanded}
      onSelectionChange={keys => {
        const [path] = keys === 'all' ? [] : keys;
        if (path !== undefined) onSelect(String(path));
      }}
    >
      {nodes.map(renderNode)}
    </Tree>
  );
}

function renderNode(node: TreeNode) {
  return (
    <TreeItem
      key={node.path}
      id={node.path}
      textValue={node.name}
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
            {hasChildItems ? (
              <RiFolderLine aria-label="Folder" className={styles.icon} />
            ) : (
              <RiFileTextLine aria-hidden className={styles.icon} />
            )}
            <span>{node.name}</span>
          </>
        )}
      </TreeItemContent>
      {node.children?.map(renderNode)}
    </TreeItem>
  );
}
