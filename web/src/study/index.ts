/** The study feature's one door. */
export { DocumentList } from "./DocumentList";
export { picturesFirst } from "./names";
export { SeriesCard } from "./SeriesCard";
export { StudyFacts } from "./StudyFacts";
export { StudyPreview } from "./StudyPreview";
export { TagBrowser } from "./TagBrowser";
