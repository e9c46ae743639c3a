import { createApp } from '@backstage/frontend-defaults';
import { homeModule } from './modules/home';
import { navModule } from './modules/nav';
import { signInModule } from './modules/sign-in';
import { techdocsModule } from './modules/techdocs';
import { themeModule } from './modules/theme';

/**
 * The portal in the browser. Plugins are found through this package's dependencies (`app.packages: all`); only what
 * belongs to the app itself stands here.
 */
export const app = createApp({
  features: [themeModule, navModule, homeModule, signInModule, techdocsModule],
});
