import { TreeView, type TreeViewNode } from '@companyos/plugin-companyos-react';
import { RiFileTextLine, RiFolderLine } from '@remixicon/react';
import type { TreeNode } from './treeNodes';

/** Files and folders; arrows move and open, Enter chooses. */
export function FileTree(props: {
  nodes: TreeNode[];
  selected: string;
  /** Paths of the folders that are open at first. */
  expanded: string[];
  onSelect: (path: string) => void;
}) {
  const { nodes, ...rest } = props;
  return (
    <TreeView
      label="Files of the service"
      nodes={nodes.map(toViewNode)}
      {...rest}
    />
  );
}

function toViewNode({ path, name, children }: TreeNode): TreeViewNode {
  return {
    id: path,
    name,
    icon: children ? (
      <RiFolderLine aria-label="Folder" />
    ) : (
      <RiFileTextLine aria-hidden />
    ),
    children: children && (() => children.map(toViewNode)),
  };
}
