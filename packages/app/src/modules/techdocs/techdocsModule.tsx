import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { AddonBlueprint } from '@backstage/plugin-techdocs-react/alpha';
import { TechDocsAddonLocations } from '@backstage/plugin-techdocs-react';
import { MermaidDiagrams } from './MermaidDiagrams';

export const techdocsModule = createFrontendModule({
  pluginId: 'techdocs',
  extensions: [
    AddonBlueprint.make({
      name: 'mermaid',
      params: {
        name: 'MermaidDiagrams',
        location: TechDocsAddonLocations.Content,
        component: MermaidDiagrams,
      },
    }),
  ],
});
