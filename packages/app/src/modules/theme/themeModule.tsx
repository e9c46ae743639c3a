import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { ThemeBlueprint } from '@backstage/plugin-app-react';
import {
  createUnifiedTheme,
  palettes,
  UnifiedThemeProvider,
  type UnifiedTheme,
} from '@backstage/theme';
import { RiMoonLine, RiSunLine } from '@remixicon/react';

// The accent once more for the pages that Backstage still draws with Material UI; `tokens.css` holds it for the rest.
const navigation = {
  background: '#0d1f1c',
  indicator: '#5fd4bd',
  color: '#b9c9c5',
  selectedColor: '#ffffff',
  navItem: { hoverBackground: '#17332e' },
  submenu: { background: '#17332e' },
};
const light = createUnifiedTheme({
  palette: {
    ...palettes.light,
    primary: { main: '#0b6e5f' },
    link: '#0b6e5f',
    linkHover: '#084f44',
    navigation,
  },
});
const dark = createUnifiedTheme({
  palette: {
    ...palettes.dark,
    primary: { main: '#5fd4bd' },
    link: '#5fd4bd',
    linkHover: '#8be3d1',
    navigation,
  },
});

// The ids are Backstage's own, so that these replace its two themes rather than stand beside them.
export const themeModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    ThemeBlueprint.make({
      name: 'light',
      params: {
        theme: {
          id: 'light',
          title: 'Light',
          variant: 'light',
          icon: <RiSunLine />,
          Provider: provider(light),
        },
      },
    }),
    ThemeBlueprint.make({
      name: 'dark',
      params: {
        theme: {
          id: 'dark',
          title: 'Dark',
          variant: 'dark',
          icon: <RiMoonLine />,
          Provider: provider(dark),
        },
      },
    }),
  ],
});

function provider(theme: UnifiedTheme) {
  return function CompanyOsTheme({ children }: { children: React.ReactNode }) {
    return (
      <UnifiedThemeProvider theme={theme} themeName="companyos">
        {children}
      </UnifiedThemeProvider>
    );
  };
}
