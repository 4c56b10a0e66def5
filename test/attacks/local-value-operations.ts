import type { Known } from "./known-operation.ts";

/** The operations of local value: campaigns, civic actions, codes to claim, the noticeboard, gifts, initiatives. */
export const LOCAL_VALUE_OPERATIONS: Readonly<Record<string, Known>> = {
  "POST /api/board/sessions": { for: "anyone", json: { cardCode: "x", password: "x" } },
  "DELETE /api/board/sessions/current": { for: "anyone" },
  "GET /api/board/offers": { for: "board" },
  "GET /api/board/own-offers": { for: "board" },
  "POST /api/board/offers": {
    for: "board",
    json: {
      ...{ id: "{paymentId}", side: "offer", kind: "goods", category: "home", title: "Tavolo" },
      ...{ text: "", zone: "Centro", price: "free", days: 30 },
    },
  },
  "GET /api/board/offers/{offerId}": { for: "board", path: "/api/board/offers/{paymentId}" },
  "POST /api/board/offers/{offerId}/renewal": {
    for: "board",
    path: "/api/board/offers/{paymentId}/renewal",
  },
  "POST /api/board/offers/{offerId}/closure": {
    for: "board",
    path: "/api/board/offers/{paymentId}/closure",
  },
  "POST /api/board/offers/{offerId}/photos": {
    for: "board",
    path: "/api/board/offers/{paymentId}/photos",
  },
  "GET /api/board/photos/{photoId}": { for: "board", path: "/api/board/photos/{paymentId}" },
  "POST /api/board/offers/{offerId}/messages": {
    for: "board",
    path: "/api/board/offers/{paymentId}/messages",
    json: { id: "{paymentId}", text: "Una prova" },
  },
  "POST /api/board/offers/{offerId}/reports": {
    for: "board",
    path: "/api/board/offers/{paymentId}/reports",
    json: { id: "{paymentId}", reason: "other" },
  },
  "GET /api/board/threads": { for: "board" },
  "GET /api/board/threads/{threadId}": { for: "board", path: "/api/board/threads/{paymentId}" },
  "POST /api/board/threads/{threadId}/messages": {
    for: "board",
    path: "/api/board/threads/{paymentId}/messages",
    json: { id: "{paymentId}", text: "Una prova" },
  },
  "POST /api/board/threads/{threadId}/deals": {
    for: "board",
    path: "/api/board/threads/{paymentId}/deals",
    json: { id: "{paymentId}", localCents: "100", euroCents: "0" },
  },
  "POST /api/board/deals/{dealId}/payment": {
    for: "board",
    path: "/api/board/deals/{paymentId}/payment",
    json: { cardCode: "x", password: "x" },
  },
  "POST /api/board/deals/{dealId}/withdrawal": {
    for: "board",
    path: "/api/board/deals/{paymentId}/withdrawal",
  },
  "POST /api/board/threads/{threadId}/block": {
    for: "board",
    path: "/api/board/threads/{paymentId}/block",
  },
  "POST /api/board/threads/{threadId}/reports": {
    for: "board",
    path: "/api/board/threads/{paymentId}/reports",
    json: { id: "{paymentId}", reason: "other" },
  },
  "GET /api/offer-reports": { for: "people desk" },
  "GET /api/offer-reports/{reportId}/messages": {
    for: "people desk",
    path: "/api/offer-reports/{paymentId}/messages",
  },
  "GET /api/offer-reports/photos/{photoId}": {
    for: "people desk",
    path: "/api/offer-reports/photos/{paymentId}",
  },
  "POST /api/offer-reports/{reportId}/decision": {
    for: "people desk",
    path: "/api/offer-reports/{paymentId}/decision",
    json: { outcome: "dismissed" },
  },
  "POST /api/offer-reports/{reportId}/reversion": {
    for: "people desk",
    path: "/api/offer-reports/{paymentId}/reversion",
  },
  "GET /api/yearly-limit": { for: "officer" },
  "GET /api/yearly-limit/change": {
    for: "officer",
    path: "/api/yearly-limit/change?limitCents=100",
  },
  "GET /api/campaigns": { for: "officer" },
  "GET /api/campaigns/{campaignId}": { for: "officer" },
  "GET /api/campaigns/{campaignId}/opening": { for: "officer" },
  "GET /api/campaigns/{campaignId}/mints": { for: "officer" },
  "POST /api/campaigns/{campaignId}/mints": { for: "people desk" },
  "GET /api/campaigns/{campaignId}/closing": { for: "officer" },
  "POST /api/campaigns": {
    for: "officer",
    json: {
      ...{ name: "Campagna", act: "Atto 1", kind: "actions", centsEach: "100" },
      ...{ rewardsFrom: "2026-01-01T00:00:00Z", rewardsUntil: "2030-01-01T00:00:00Z" },
      ...{ budgetCents: "1000", cardCents: "100", householdCents: "100", cardDayCents: "100" },
    },
  },
  "POST /api/campaigns/{campaignId}/actions": {
    for: "officer",
    json: {
      ...{ title: "Pulizia del parco", place: "Villa", organiser: "Associazione", places: 10 },
      ...{ startsAt: "2030-01-01T08:00:00Z", endsAt: "2030-01-01T12:00:00Z", rewardCents: "100" },
    },
  },
  "GET /api/campaigns/{campaignId}/actions": { for: "officer" },
  "GET /api/actions/{actionId}": { for: "officer", path: "/api/actions/{paymentId}" },
  "POST /api/actions/{actionId}/access": {
    for: "officer",
    path: "/api/actions/{paymentId}/access",
  },
  "DELETE /api/actions/{actionId}/access": {
    for: "officer",
    path: "/api/actions/{paymentId}/access",
  },
  "POST /api/actions/{actionId}/decisions": {
    for: "people desk",
    path: "/api/actions/{paymentId}/decisions",
    json: { presenceIds: ["{paymentId}"], verdict: "approved", reason: "una prova" },
  },
  "POST /api/organisers": { for: "anyone", json: { code: "x", pin: "730194" } },
  "GET /api/organisers/current": { for: "organiser" },
  "POST /api/organisers/current/presences": { for: "organiser", json: { cardCode: "x" } },
  "POST /api/organisers/current/note": { for: "organiser", json: { note: "una prova" } },
  "POST /api/campaigns/{campaignId}/codes": {
    for: "officer",
    json: {
      ...{ title: "Ecopunto", codes: 1, rewardCents: "100" },
      expiresAt: "2030-01-01T00:00:00Z",
    },
  },
  "GET /api/campaigns/{campaignId}/codes": { for: "officer" },
  "DELETE /api/codes/{batchId}": { for: "officer", path: "/api/codes/{paymentId}" },
  "POST /api/claims": {
    for: "anyone",
    json: { cardCode: "x", password: "x", claimCode: "x" },
  },
  "POST /api/cards/{cardId}/claims": { for: "people desk", json: { claimCode: "x" } },
  "GET /api/monetary-policy": { for: "officer" },
  "POST /api/campaign-trials": {
    for: "officer",
    json: {
      ...{ kind: "actions", centsEach: "100" },
      ...{ rewardsFrom: "2026-01-01T00:00:00Z", rewardsUntil: "2030-01-01T00:00:00Z" },
      ...{ budgetCents: "1000", cardCents: "100", householdCents: "100", cardDayCents: "100" },
      ...{ pastFrom: "2026-01-01T00:00:00Z", pastUntil: "2026-02-01T00:00:00Z" },
    },
  },
  "POST /api/gifts": {
    for: "anyone",
    json: {
      ...{ giftId: "{paymentId}", amountCents: "100", cardCode: "x", password: "x" },
      to: { kind: "card_code", code: "x" },
    },
  },
  "GET /api/associations": { for: "anyone" },
  "POST /api/merchants/{merchantId}/association": { for: "merchants", json: { name: null } },
  "POST /api/campaigns/{campaignId}/initiatives": {
    for: "officer",
    json: {
      ...{ title: "Festa del patrono", body: "Una prova di iniziativa", place: "Piazza" },
      ...{ startsAt: "2030-01-01T08:00:00Z", endsAt: "2030-01-01T12:00:00Z" },
    },
  },
  "GET /api/campaigns/{campaignId}/initiatives": { for: "officer" },
  "GET /api/initiatives/{initiativeId}": {
    for: "officer",
    path: "/api/initiatives/{paymentId}",
  },
  "GET /api/initiatives/{initiativeId}/photos": {
    for: "officer",
    path: "/api/initiatives/{paymentId}/photos",
  },
  "POST /api/initiatives/{initiativeId}/photos": {
    for: "officer",
    path: "/api/initiatives/{paymentId}/photos?text=Una+prova",
  },
  "POST /api/initiatives/{initiativeId}/publication": {
    for: "officer",
    path: "/api/initiatives/{paymentId}/publication",
  },
  "POST /api/initiatives/{initiativeId}/withdrawal": {
    for: "officer",
    path: "/api/initiatives/{paymentId}/withdrawal",
  },
  "GET /api/initiatives/{initiativeId}/challenge": {
    for: "anyone",
    path: "/api/initiatives/{paymentId}/challenge",
  },
  "POST /api/initiatives/{initiativeId}/visits": {
    for: "anyone",
    path: "/api/initiatives/{paymentId}/visits",
    json: { challenge: "x", answer: 0 },
  },
  "POST /api/shares": { for: "anyone", json: { cardCode: "x", password: "x" } },
};
