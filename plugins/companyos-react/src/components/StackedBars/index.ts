export {
  SeriesSwatch,
  StackedBars,
  type Bar,
  type Series,
} from './StackedBars';
