import '@testing-library/jest-dom';
import { configure } from '@testing-library/dom';

// Two cores that build, serve and test at once are sometimes slower than the default second.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(30_000);
