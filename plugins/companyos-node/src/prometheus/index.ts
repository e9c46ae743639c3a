export * from './PrometheusClient';
