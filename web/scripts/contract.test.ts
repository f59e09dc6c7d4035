/** The generated types are those of the contract (else: npm run api). */
import { readFileSync } from "node:fs";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";
import { expect, test } from "vitest";

test("src/lib/api.gen.ts says what contract/openapi.json says", async () => {
  const contract = new URL(`file://${process.cwd()}/../contract/openapi.json`);
  const fresh = astToString(await openapiTS(contract, { defaultNonNullable: false }));
  expect(readFileSync("src/lib/api.gen.ts", "utf8")).toBe(`${COMMENT_HEADER}${fresh}`);
}, 60_000);
