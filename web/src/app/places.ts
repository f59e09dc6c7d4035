/** The places of the main navigation, in order. */
import { msg } from "@lingui/core/macro";
import { Layers, ShieldAlert, Upload } from "lucide-react";

export const PLACES = [
  { to: "/studies", label: msg`Studies`, icon: Layers },
  { to: "/upload", label: msg`Upload`, icon: Upload },
  { to: "/quarantine", label: msg`Quarantine`, icon: ShieldAlert },
] as const;
