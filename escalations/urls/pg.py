"""The product group's addresses: `/p/` is a mail's link, `/pg/` what it opens (R36)."""

from django.urls import path, re_path

from escalations.views import pg, pg_consent, pg_consultation, pg_icm, pg_shiproom

app_name = "pg"
ICM, CONSULTATION, SHIPROOM = {"kind": "icm"}, {"kind": "consultation"}, {"kind": "shiproom"}

urlpatterns = [
    # Links
    path("p/open/", pg.open_link, name="open"),
    path("p/send-new-link/", pg.send_new_link, name="send_new_link"),
    re_path(r"^p/(?P<token>[\s\S]*)\Z", pg.interstitial, name="link"),  # a line's end too: what is none of ours
    path("pg/end/", pg.end, name="end"),
    path("pg/ended/", pg.ended, name="ended"),
    path("pg/done/", pg.done, name="done"),
    path("pg/<slug:kind>/<str:number>/send-code/", pg.send_code, name="send_code"),
    path("pg/<slug:kind>/<str:number>/enter-code/", pg.enter_code, name="enter_code"),
    path("pg/<slug:kind>/<str:number>/bring-in/", pg.bring_in, name="bring_in"),
    # The page of a consultation
    path("pg/consultation/<str:number>/", pg_consultation.consultation, CONSULTATION, name="consultation"),
    path("pg/consultation/<str:number>/answer/", pg_consultation.answer, CONSULTATION, name="answer"),
    # The page of an ICM
    path("pg/icm/<str:number>/", pg_icm.icm, ICM, name="icm"),
    path("pg/icm/<str:number>/engage-csat/", pg_icm.engage_csat, ICM, name="engage_csat"),
    path("pg/icm/<str:number>/files/<slug:key>/<str:name>", pg_consent.file, ICM, name="file"),
    path("pg/icm/<str:number>/preview-insight/", pg_icm.preview_insight, ICM, name="preview_insight"),
    *(path(f"pg/icm/<str:number>/{verb.replace('_', '-')}/", act, ICM, name=verb) for verb, act in pg_icm.ACTS.items()),
    # The customer's conversation
    path("pg/<slug:kind>/<str:number>/consent/", pg_consent.consent, name="consent"),
    path("pg/<slug:kind>/<str:number>/decline-consent/", pg_consent.decline_consent, name="decline_consent"),
    path("pg/<slug:kind>/<str:number>/ask-to-join/", pg_consent.ask_to_join, name="ask_to_join"),
    path("pg/<slug:kind>/<str:number>/leave/", pg_consent.leave, name="leave"),
    path("pg/<slug:kind>/<str:number>/write-to-customer/", pg_consent.write_to_customer, name="write_to_customer"),
    # Shiproom, which has no number
    path("pg/shiproom/", pg_shiproom.shiproom, SHIPROOM, name="shiproom"),
    path("pg/shiproom/send-code/", pg.send_code, SHIPROOM, name="send_code_for_shiproom"),
    path("pg/shiproom/enter-code/", pg.enter_code, SHIPROOM, name="enter_code_for_shiproom"),
    path("pg/shiproom/<str:key>/review-icm/", pg_shiproom.review_icm, SHIPROOM, name="review_icm"),
    # Whatever else is asked for below /pg/; last
    re_path(r"^pg/[\s\S]*\Z", pg.nothing, name="nothing"),
]
