export * from './basicAuthorization';
export * from './commitAuthor';
export * from './gitClient';
