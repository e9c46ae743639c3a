import { createHash } from 'node:crypto';
import { repositoryNameSchema } from '@companyos/plugin-local-git-common';

/** What the post-receive hook noted: who pushed what to where. */
export type PushNote = {
  /** The same for the same note, so that picking it up twice is once. */
  id: string;
  repository: string;
  pusher: string;
  updates: { commit: string; ref: string }[];
};

/**
 * Reads a note of the hook: the repository, the pusher, then `old new ref` lines as Git gives them.
 * Deleted refs are left out.
 *
 * @param fileName - part of the id, because a push can be repeated word for word
 * @returns undefined when it is not a note of the hook.
 */
export function parsePushNote(
  fileName: string,
  text: string,
): PushNote | undefined {
  const [repository, pusher, ...lines] = text.split('\n');
  if (!repositoryNameSchema.safeParse(repository).success) return undefined;
  const updates = lines.flatMap(line => {
    const match = /^[0-9a-f]+ ([0-9a-f]{40,64}) (refs\/.+)$/.exec(line);
    if (!match || /^0+$/.test(match[1])) return [];
    return [{ commit: match[1], ref: match[2] }];
  });
  const id = createHash('sha256').update(`${fileName}\n${text}`).digest('hex');
  return { id: id.slice(0, 20), repository, pusher, updates };
}
