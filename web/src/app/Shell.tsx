/** Frame of every page but the viewer. */
import { Outlet } from "@tanstack/react-router";

export function Shell() {
  return <Outlet />;
}
