import "bootstrap-italia/dist/css/bootstrap-italia.min.css";
import "./base.css";

import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";

import { createQueryClient } from "../shared/api/query-client.ts";
import { PageFault } from "./page-fault.tsx";
import { Pages } from "./pages.tsx";

const root = document.getElementById("root");
if (root === null) throw new RangeError("index.html has no #root.");

createRoot(root).render(
  <StrictMode>
    <PageFault>
      <QueryClientProvider client={createQueryClient()}>
        <BrowserRouter>
          <Pages />
        </BrowserRouter>
      </QueryClientProvider>
    </PageFault>
  </StrictMode>,
);
