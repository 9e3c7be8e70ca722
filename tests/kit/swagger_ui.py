"""What people do on `/docs`: they log in and out by name and password, and try operations out."""

import json

from kit.chromium import Page

_DIALOGUE = ".auth-container"


def log_in(page: Page, name: str, password: str) -> None:
    """Fill in the dialogue behind Authorize, and send it; it stays open."""
    page.click(".auth-wrapper .authorize")
    page.fill(f"{_DIALOGUE} #oauth_username", name)
    page.fill(f"{_DIALOGUE} #oauth_password", password)
    page.click(f"{_DIALOGUE} .auth-btn-wrapper .authorize")


def leave_dialogue(page: Page) -> None:
    """Close the dialogue as soon as it says that somebody is logged in."""
    page.wait_for(f"document.querySelector('{_DIALOGUE}').innerText.includes('Logout')")
    page.click(f"{_DIALOGUE} .btn-done")


def log_out(page: Page) -> None:
    page.click(".auth-wrapper .authorize")
    page.click(f"{_DIALOGUE} .auth-btn-wrapper .modal-btn:not(.btn-done)")
    page.click(f"{_DIALOGUE} .btn-done")


def wait_for_refusal(page: Page) -> str:
    """What the dialogue shows in red."""
    shown: str = page.wait_for(f"document.querySelector('{_DIALOGUE} .errors')?.innerText")
    return shown


def try_out(page: Page, operation: str) -> tuple[int, object]:
    """Open the operation that has this id in the document, and execute it; gives status and body of the answer."""
    block = f"[id^='operations-'][id$='-{operation}']"
    answer = f"{block} .live-responses-table tbody"
    page.click(f"{block} .opblock-summary-control")
    page.click(f"{block} .try-out__btn")
    page.click(f"{block} .execute")
    status = page.wait_for(f'document.querySelector("{answer} .response-col_status").innerText')
    body = page.wait_for(f'document.querySelector("{answer} .highlight-code code").innerText')
    page.click(f"{block} .opblock-summary-control")
    return int(status[:3]), json.loads(body)
