from tests.browser.conftest import OpenPage
from playwright.sync_api import expect


def test_pics(open_page):
    for width, dark, lang in ((1440, False, "en"), (360, True, "zh")):
        page = open_page("/admin", who="admin", language=lang, width=width, dark=dark)
        page.get_by_test_id("stats-export").click()
        expect(page.get_by_test_id("exports-first")).not_to_have_value("")
        page.screenshot(path=f"/tmp/b/S3_{width}_a.png")
        page.get_by_test_id("exports-first").fill("2026-11-30")
        page.get_by_test_id("exports-last").fill("2026-11-01")
        page.get_by_test_id("exports-start").click()
        expect(page.get_by_test_id("exports-fault")).to_be_visible()
        page.screenshot(path=f"/tmp/b/S3_{width}_b.png")
        page.get_by_test_id("exports-last").fill("2026-12-01")
        page.get_by_test_id("exports-start").click()
        expect(page.locator("[data-testid=exports-row][data-status=done]").first).to_be_visible(timeout=60000)
        page.screenshot(path=f"/tmp/b/S3_{width}_c.png")
