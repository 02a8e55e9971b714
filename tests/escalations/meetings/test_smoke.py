import pytest
from django.test import Client
from escalations import actions
from escalations.models import MorningReview
from tests.conftest import bring_to
from tests.escalations.asking import approved

def test_pages(people, make_icm, monday):
    c = Client(); c.force_login(people.mia)
    assert c.get("/workspace/morning/").status_code == 200
    i = bring_to("work_in_progress", people)
    r = c.get("/workspace/morning/"); assert i.number in r.content.decode()
    u = f"/workspace/morning/2026-11-16/{i.number}/"
    assert c.get(u).status_code == 200
    r = c.post(u + "review-incident/", {}); assert r.status_code == 422
    r = c.post(u + "review-incident/", {"course": "icm", "guidance": "Do it."}, follow=True); assert r.status_code == 200; 
    assert MorningReview.objects.count() == 1
    assert c.get(f"/workspace/incidents/{i.number}/").status_code == 200
    assert c.get("/workspace/morning/2026-11-13/").status_code == 200
    icm = make_icm()
    assert c.get("/workspace/shiproom/").status_code == 200
    approved(icm, people)
    r = c.get("/workspace/shiproom/"); assert icm.number in r.content.decode()
    assert c.post(f"/workspace/shiproom/{icm.number}/review-icm/", {}).status_code == 422
    icm.refresh_from_db()
    r = c.post(f"/workspace/shiproom/{icm.number}/review-icm/", {"decision":"hotfix","who":"Pia","due_on":"2026-11-20","lesson":"x","risk_reason":"old","version":icm.version}); assert r.status_code == 302, r.content.decode()[:3000]
    assert icm.number not in c.get("/workspace/shiproom/").content.decode().split('id="waiting"')[1].split("Decided this month")[0]
    for p in ("?show=all", "?format=csv", "meetings/", "meetings/2026-11-16/", "lessons/"):
        assert c.get("/workspace/shiproom/"+p).status_code == 200, p
    assert c.get("/live/workspace/morning/").status_code == 200
    assert c.get("/live/workspace/shiproom/").status_code == 200
