/** Place of the viewer. */
export interface ViewerProps {
  /** Study Instance UID of the study to show. */
  studyUid: string;
}

export function Viewer({ studyUid }: ViewerProps) {
  return <div data-study-uid={studyUid} />;
}
