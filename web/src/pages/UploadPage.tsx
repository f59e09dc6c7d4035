/** Upload: the feature fills the page. */
import { Upload } from "../upload";

export function UploadPage() {
  return <Upload />;
}
