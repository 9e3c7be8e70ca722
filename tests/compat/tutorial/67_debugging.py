"""The script that is run by itself as well."""

from fastapi import FastAPI

app = FastAPI(debug=False, redirect_slashes=False)


@app.get("/a/")
def a():
    return "a"


@app.get("/error")
def error():
    raise ZeroDivisionError("no")


if __name__ == "__main__":
    print(app.title)
