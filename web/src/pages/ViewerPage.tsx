/** The viewer takes the whole window, outside of the shell. */
import { getRouteApi } from "@tanstack/react-router";
import { Viewer } from "../viewer";

const route = getRouteApi("/member/studies/$studyUid/view");

export function ViewerPage() {
  const { studyUid } = route.useParams();
  return <Viewer studyUid={studyUid} />;
}
