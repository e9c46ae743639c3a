export * from './DownloadCsv';
export * from './saveFile';
export * from './toCsv';
