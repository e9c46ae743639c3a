/**
 * The scaffolder action that proposes decision records.
 *
 * @packageDocumentation
 */
export { scaffolderModuleAdr as default } from './module';
