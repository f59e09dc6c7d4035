/** Why a form was refused, beside the button that was pressed. */
import { Alert } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { explain } from "../lib/explain";
import { RequestId } from "../ui/ErrorPanel";

export function FormError({ error }: { error: unknown }) {
  if (!error) return null;
  const { message, requestId } = explain(error);
  return (
    <Alert role="alert" color="red" styles={{ body: { minWidth: 0 } }} variant="light" icon={<TriangleAlert size={16} />}>
      {message}
      {requestId ? (
        <div>
          <RequestId id={requestId} />
        </div>
      ) : null}
    </Alert>
  );
}
