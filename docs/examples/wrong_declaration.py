"""Wrong declaration: what a mistake looks like when the program starts.

Run it from the root of the repository: python docs/examples/wrong_declaration.py
"""

from typing import Annotated

from fireweed import Depends, Fireweed


def get_user() -> str:
    return "ann"


def build_app() -> Fireweed:
    app = Fireweed()

    @app.get("/me")
    async def read_me(user: Annotated[str, Depends(get_user())]) -> str:
        return user

    return app


if __name__ == "__main__":
    build_app()
