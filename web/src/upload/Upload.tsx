/** Place of the upload page's content. */
export function Upload() {
  return <div />;
}
