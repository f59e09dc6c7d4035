/** The upload's one door. */
export { Upload } from "./Upload";
