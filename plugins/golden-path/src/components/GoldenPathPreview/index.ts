export { goldenPathPreviewField } from './GoldenPathPreview';
