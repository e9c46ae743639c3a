import { List, ListRow } from '@backstage/ui';

/** One line that leads somewhere. */
export type LinkItem = {
  id: string;
  title: string;
  href?: string;
  description?: string;
};

/** A short list of places to go, by mouse or by keyboard. */
export function LinkList({
  label,
  items,
}: {
  label: string;
  items: LinkItem[];
}) {
  return (
    <List aria-label={label}>
      {items.map(({ id, title, href, description }) => (
        <ListRow
          key={id}
          id={id}
          textValue={title}
          href={href}
          description={description}
        >
          {title}
        </ListRow>
      ))}
    </List>
  );
}
