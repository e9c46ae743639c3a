/**
 * Development sign-in as one of the catalog's people, as a module of the auth backend.
 *
 * @packageDocumentation
 */
export { authModulePersonas as default } from './module';
export type { Person, PeopleList } from './listPeople';
