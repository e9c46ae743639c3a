import { EmptyState, TextBlock } from '@companyos/plugin-companyos-react';

/** No releases: what they are, and how the first one comes here. */
export function NoReleases({ entityRef }: { entityRef: string }) {
  return (
    <EmptyState
      title="No releases yet"
      description="A release stands here as soon as signed evidence about it is uploaded: by the pipeline of its repository, or from where it was built."
      action={
        <TextBlock
          label="Command that uploads evidence"
          text={`companyos evidence upload evidence --entity ${entityRef}`}
        />
      }
    />
  );
}
